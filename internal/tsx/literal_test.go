package tsx

import "testing"

func TestStringValue(t *testing.T) {
	tests := []struct{ src, want string }{
		{`""`, ""},
		{`'a"b'`, `a"b`},
		{`"\n\r\t\b\v\f\0"`, "\n\r\t\b\v\f\x00"},
		{`"\x41\u0042\u{1F600}"`, "AB\U0001F600"},
		{`"\ud83d\ude00"`, "\U0001F600"},
		{`"\ud83d"`, "\uFFFD"},
		{`"\q\"\\\'"`, `q"\'`},
		{"\"a\\\nb\\\r\nc\"", "abc"},
		{"'\\\u2028'", ""},
	}
	for _, test := range tests {
		f := Parse("a.ts", []byte(test.src))
		if err := f.Err(); err != nil {
			t.Errorf("%s: %v", test.src, err)
			continue
		}
		for s := range Every[*StringLit](f) {
			if got := s.Value(); got != test.want {
				t.Errorf("%s is %q, want %q", test.src, got, test.want)
			}
			if got := f.Text(s); got != test.src {
				t.Errorf("text of %s is %s", test.src, got)
			}
		}
	}
}

func TestAttributeValueHasNoEscapes(t *testing.T) {
	f := Parse("a.tsx", []byte(`x = <a b="c\n&amp;" d= "e\n" />`))
	var got []string
	for s := range Every[*StringLit](f) {
		got = append(got, s.Value())
	}
	if len(got) != 2 || got[0] != `c\n&amp;` || got[1] != "e\n" {
		t.Errorf("values %q", got)
	}
}

func TestTemplateParts(t *testing.T) {
	f := Parse("a.ts", []byte("x = `a\\n${b}\r\nc${d}`"))
	var text, value []string
	for part := range Every[*TemplatePart](f) {
		text = append(text, part.Text())
		value = append(value, part.Value())
	}
	wantText := []string{`a\n`, "\r\nc", ""}
	wantValue := []string{"a\n", "\nc", ""}
	if len(text) != 3 {
		t.Fatalf("parts %q", text)
	}
	for i := range text {
		if text[i] != wantText[i] || value[i] != wantValue[i] {
			t.Errorf("part %d: text %q, value %q; want %q, %q", i, text[i], value[i], wantText[i], wantValue[i])
		}
	}
}

func TestKeywords(t *testing.T) {
	for k := firstKeyword; k <= lastKeyword; k++ {
		if got := keyword(k.String()); got != k {
			t.Errorf("%s is %d, want %d", k, got, k)
		}
	}
	for _, word := range []string{"a", "classs", "clas", "Class", "constructors", "isn", "xs"} {
		if got := keyword(word); got != TokIdent {
			t.Errorf("%s is the keyword %s", word, got)
		}
	}
}
