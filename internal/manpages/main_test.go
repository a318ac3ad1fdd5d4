package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "0")
	first, second := t.TempDir(), filepath.Join(t.TempDir(), "share", "man1")
	for _, dir := range []string{first, second} {
		if err := write(dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, page := range []string{"docreate.1", "docreate-new.1", "docreate-preset-save.1"} {
		a, err := os.ReadFile(filepath.Join(first, page))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(second, page))
		if err != nil {
			t.Fatal(err)
		}
		if string(a) != string(b) {
			t.Errorf("%s differs from run to run", page)
		}
		if title := strings.ToUpper(strings.TrimSuffix(page, ".1")); !strings.Contains(string(a), `.TH "`+title+`" "1"`) {
			t.Errorf("%s is not titled %s", page, title)
		}
		if !strings.Contains(string(a), "EXAMPLE") {
			t.Errorf("%s has no examples", page)
		}
	}
}
