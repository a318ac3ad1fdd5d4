package project

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docreate/docreate/internal/spec"
)

func record() *Record {
	return &Record{
		Schema:   RecordSchema,
		Docreate: "test",
		Spec: spec.Spec{
			Name:           "demo",
			PackageManager: spec.NPM,
			Patterns:       []spec.Pattern{{ID: "room", Names: spec.NamesOf("ChatRoom")}},
		},
		Files: map[string]string{"b.ts": Hash([]byte("b")), "a.ts": Hash([]byte("a"))},
	}
}

func TestRecordRoundTrip(t *testing.T) {
	text, err := record().Encode()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Index(string(text), "a.ts") > strings.Index(string(text), "b.ts") {
		t.Error("files are not sorted")
	}
	p, err := Open(fstest.MapFS{RecordPath: &fstest.MapFile{Data: text}})
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.Record.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(text) {
		t.Errorf("read and written again:\n%s\nwant\n%s", again, text)
	}
}

func TestOpenWithoutRecord(t *testing.T) {
	p, err := Open(fstest.MapFS{"src/index.ts": &fstest.MapFile{Data: []byte("export {};")}})
	if err != nil || p.Record != nil {
		t.Fatalf("record %v, error %v", p.Record, err)
	}
	if content, ok, err := p.ReadFile("src/index.ts"); string(content) != "export {};" || !ok || err != nil {
		t.Errorf("ReadFile: %q %v %v", content, ok, err)
	}
	if _, ok, err := p.ReadFile("missing"); ok || err != nil {
		t.Errorf("ReadFile of a missing file: %v %v", ok, err)
	}
}

func TestParseRecordRefuses(t *testing.T) {
	tests := map[string]string{
		"no JSON":         "{",
		"another schema":  `{"schema": 99}`,
		"a hostile class": `{"schema": 1, "spec": {"name": "demo", "packageManager": "npm", "patterns": [{"id": "room", "class": "../../x", "binding": "X", "slug": "x"}]}}`,
		"a hostile slug":  `{"schema": 1, "spec": {"name": "demo", "packageManager": "npm", "patterns": [{"id": "room", "class": "Room", "binding": "ROOM", "slug": "../x"}]}}`,
		"a hostile name":  `{"schema": 1, "spec": {"name": "../demo", "packageManager": "npm", "patterns": [{"id": "room", "class": "Room", "binding": "ROOM", "slug": "room"}]}}`,
	}
	for name, text := range tests {
		if _, err := ParseRecord([]byte(text)); err == nil || !strings.Contains(err.Error(), RecordPath) {
			t.Errorf("%s: got %v, want an error that names the file", name, err)
		}
	}
}
