package spec

import (
	"errors"
	"strings"
	"testing"
)

func TestNamesOf(t *testing.T) {
	tests := map[string]struct{ binding, slug, camel string }{
		"ChatRoom":   {"CHAT_ROOM", "chat-room", "chatRoom"},
		"Room":       {"ROOM", "room", "room"},
		"HTTPCache":  {"HTTP_CACHE", "http-cache", "httpCache"},
		"OAuth2Flow": {"O_AUTH2_FLOW", "o-auth2-flow", "oAuth2Flow"},
		"A":          {"A", "a", "a"},
		"RoomV2":     {"ROOM_V2", "room-v2", "roomV2"},
	}
	for class, want := range tests {
		got := NamesOf(class)
		if got.Binding != want.binding || got.Slug != want.slug || got.Camel() != want.camel {
			t.Errorf("NamesOf(%q) = %q %q, camel %q; want %v", class, got.Binding, got.Slug, got.Camel(), want)
		}
	}
}

func TestValidateClassName(t *testing.T) {
	for _, good := range []string{"ChatRoom", "A", "API", "Room2", strings.Repeat("Ab", 32)} {
		if err := ValidateClassName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	bad := []string{"", "chatRoom", "class", "default", "Chat Room", "Chat-Room", "Chat_Room", "../Room", "Räum",
		"Room\x00", "2Rooms", "$Room", "Map", "Env", "DurableObject", strings.Repeat("A", 65), "Room'", "Room;"}
	for _, name := range bad {
		expectError(t, name, ValidateClassName(name))
	}
}

func TestValidateProjectName(t *testing.T) {
	for _, good := range []string{"demo", "my-app", "a", "2048", strings.Repeat("a", 63)} {
		if err := ValidateProjectName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	bad := []string{"", "Demo", "my app", "my_app", "-a", "a-", "..", ".", "/tmp/x", "a/b", `a\b`, "a\x07", "con", "nul",
		"com1", "café", strings.Repeat("a", 64), strings.Repeat("a", 200), "a.b"}
	for _, name := range bad {
		expectError(t, name, ValidateProjectName(name))
	}
}

// expectError asserts an error that names the value and says what to do.
func expectError(t *testing.T, value string, err error) {
	t.Helper()
	var invalid *Error
	if !errors.As(err, &invalid) {
		t.Errorf("%q: got %v, want a *spec.Error", value, err)
		return
	}
	if invalid.Value != value || invalid.Problem == "" || invalid.Remedy == "" {
		t.Errorf("%q: incomplete error %+v", value, invalid)
	}
}

func TestParsePattern(t *testing.T) {
	tests := []struct {
		text  string
		want  Parsed
		fails bool
	}{
		{text: "room", want: Parsed{ID: "room"}},
		{text: "room:SupportRoom", want: Parsed{"room", "SupportRoom"}},
		{text: "", fails: true},
		{text: "room:", fails: true},
		{text: ":Room", fails: true},
	}
	for _, test := range tests {
		got, err := ParsePattern(test.text)
		if got != test.want || (err != nil) != test.fails {
			t.Errorf("ParsePattern(%q) = %v, %v", test.text, got, err)
		}
	}
}

func TestValidate(t *testing.T) {
	pattern := func(class string) Pattern { return Pattern{"room", NamesOf(class)} }
	tests := []struct {
		name string
		spec Spec
		want string // part of the error, "" for none
	}{
		{"one", Spec{Name: "demo", PackageManager: NPM, Patterns: []Pattern{pattern("Room")}}, ""},
		{"two classes of a pattern", Spec{Name: "demo", PackageManager: Bun, Patterns: []Pattern{pattern("Room"), pattern("Desk")}}, ""},
		{"no pattern", Spec{Name: "demo", PackageManager: NPM, Patterns: nil}, "has no pattern"},
		{"a class twice", Spec{Name: "demo", PackageManager: NPM, Patterns: []Pattern{pattern("Room"), pattern("Room")}}, "used twice"},
		{"classes that differ by case", Spec{Name: "demo", PackageManager: NPM, Patterns: []Pattern{pattern("HTTPRoom"), pattern("HttpRoom")}}, "same files"},
		{"an unknown package manager", Spec{Name: "demo", PackageManager: "cargo", Patterns: []Pattern{pattern("Room")}}, "npm, pnpm, yarn or bun"},
		{"a bad name", Spec{Name: "Demo", PackageManager: NPM, Patterns: []Pattern{pattern("Room")}}, "project name"},
		{"names that do not follow from the class", Spec{Name: "demo", PackageManager: NPM, Patterns: []Pattern{{"room", Names{"Room", "DESK", "room"}}}}, `"ROOM"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := test.spec.Validate()
			if test.want == "" && err != nil {
				t.Fatal(err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}
