package tsx

import (
	"slices"
	"strings"
	"testing"
)

func TestErrorsSayWhereAndWhat(t *testing.T) {
	tests := []struct{ file, src, want string }{
		{"a.ts", "class A {\n\tb( { }\n}", "a.ts:3:1: , expected"},
		{"a.ts", "const a = ;", "a.ts:1:11: an expression expected"},
		{"a.ts", "const a = \"b\nc", "a.ts:1:13: this string is not closed before the end of the line"},
		{"a.ts", "a\n`b", "a.ts:2:3: this template is not closed; ` expected"},
		{"a.ts", "/* a", "a.ts:1:5: this comment is not closed; */ expected"},
		{"a.ts", "a = /b", "a.ts:1:5: this regular expression is not closed; / expected"},
		{"a.ts", "f(a b)", "a.ts:1:5: , expected"},
		{"a.ts", "f(a", "a.ts:1:4: ) expected"},
		{"a.ts", "function if() {}", "a.ts:1:10: if is a reserved word; a name expected"},
		{"a.ts", "\"\\u{110000}\"", "a.ts:1:2: there is no such Unicode character"},
		{"a.ts", "1__0", "a.ts:1:2: a numeric separator is not allowed here"},
		{"a.ts", "1a", "a.ts:1:2: a name must not follow a number directly"},
		{"a.ts", "clas A {}", "a.ts:1:1: unexpected keyword or name clas"},
		{"a.ts", "-a ** b", "a.ts:1:1: put the operand of ** in parentheses; it begins with -"},
		{"a.ts", "a?.#b", "a.ts:1:4: a private name cannot be part of an optional chain"},
		{"a.ts", "try { }", "a.ts:1:8: catch or finally expected"},
		{"a.ts", "let a: b | () => c", "a.ts:1:12: a function type next to | needs parentheses"},
		{"a.ts", "import { a b } from \"c\"", "a.ts:1:12: , expected"},
		{"a.ts", "<<<<<<< HEAD\n", "a.ts:1:1: this is the marker of a merge conflict"},
		{"a.ts", "\r\n\r\n  )", "a.ts:3:3: a statement expected"},
		{"a.ts", "a \xff", "a.ts:1:3: this character cannot be used here"},
		{"a.tsx", "a = <b></c>", "a.tsx:1:10: the closing tag of b expected"},
		{"a.tsx", "a = <b> > </b>", "a.tsx:1:9: write {'>'} or &gt; for a > between elements"},
	}
	for _, test := range tests {
		err := Parse(test.file, []byte(test.src)).Err()
		if err == nil || err.Error() != test.want {
			t.Errorf("%q: %v, want %s", test.src, err, test.want)
		}
	}
}

// TestNastyFilesAreValid keeps the nasty files good for comparing trees: only
// those named bad_ may have errors.
func TestNastyFilesAreValid(t *testing.T) {
	for _, s := range nastyFiles(t) {
		if strings.HasPrefix(s.name, "snippet") {
			continue
		}
		err := Parse(s.name, s.text).Err()
		if bad := strings.HasPrefix(s.name, "bad_"); bad != (err != nil) {
			t.Errorf("%s: error %v", s.name, err)
		}
	}
}

// TestRecovery checks that what follows an error is still read.
func TestRecovery(t *testing.T) {
	f := Parse("a.ts", []byte("class A {\n\tbad() { return ( }\n\tgood() { return 1 }\n\t?\n\tbetter() {}\n}\nconst = ;\nfunction after() {}\n"))
	if len(f.Errors) < 2 {
		t.Fatalf("%d errors, want at least 2: %v", len(f.Errors), f.Errors)
	}
	var names []string
	for n := range All(f) {
		switch n := n.(type) {
		case *MethodDecl:
			names = append(names, n.Name.NameText())
		case *FuncDecl:
			names = append(names, n.Name.Name)
		}
	}
	want := []string{"bad", "good", "better", "after"}
	if !slices.Equal(names, want) {
		t.Errorf("found %q, want %q", names, want)
	}
}

func TestManyErrorsEndTheReading(t *testing.T) {
	src := make([]byte, 0, 1<<16)
	for range 5000 {
		src = append(src, "let = ;\n"...)
	}
	f := Parse("a.ts", src)
	if n := len(f.Errors); n < maxErrors || n > maxErrors+10 {
		t.Errorf("%d errors, want about %d", n, maxErrors)
	}
}

func TestAmbiguityHasALimit(t *testing.T) {
	p := newParser("a.ts", "a; b; c; d", nil, 0)
	p.work = 3
	p.parseFile()
	if errs := p.allErrors(); len(errs) == 0 || errs[0].msg != "this file is too ambiguous to be read in reasonable time" {
		t.Errorf("errors %v", errs)
	}
}
