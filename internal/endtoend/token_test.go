//go:build unix

package endtoend

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"
)

// token signs a JSON Web Token with HS256, as an identity provider would.
func (s *server) token(user string, roles ...string) string {
	s.t.Helper()
	content := segment(s.t, map[string]string{"alg": "HS256", "typ": "JWT"}) + "." + segment(s.t, map[string]any{
		"sub": user, "roles": append([]string{}, roles...), "exp": time.Now().Add(time.Hour).Unix(),
	})
	sum := sign([]byte(s.secret("AUTH_SECRET")), content)
	return content + "." + base64.RawURLEncoding.EncodeToString(sum)
}

func segment(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// sign is HMAC-SHA256, which both tokens and webhooks use.
func sign(key []byte, content string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(content))
	return mac.Sum(nil)
}
