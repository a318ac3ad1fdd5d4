package cli

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/docreate/docreate/internal/iostreams"
	"github.com/docreate/docreate/presets"
	"github.com/docreate/docreate/templates"
)

// The budgets are for whole processes, measured by testdata/bench/times; these
// are for finding out where the time goes.

func BenchmarkHelp(b *testing.B) {
	for b.Loop() {
		benchmarkRun(b, b.TempDir(), "--help")
	}
}

func BenchmarkNew(b *testing.B) {
	cat, err := loadCatalog(&Environment{Templates: templates.FS})
	if err != nil {
		b.Fatal(err)
	}
	for _, pattern := range cat.Patterns {
		b.Run(pattern.ID, func(b *testing.B) {
			dir := b.TempDir()
			for i := 0; b.Loop(); i++ {
				benchmarkRun(b, dir, "new", fmt.Sprintf("demo%d", i), "--pattern", pattern.ID, "--no-git")
			}
		})
	}
}

// BenchmarkProcess starts the program itself.
func BenchmarkProcess(b *testing.B) {
	program := filepath.Join(b.TempDir(), "docreate")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "../../cmd/docreate")
	build.Env = append(build.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	b.Run("help", func(b *testing.B) {
		for b.Loop() {
			if err := exec.Command(program, "--help").Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("new", func(b *testing.B) {
		dir := b.TempDir()
		for i := 0; b.Loop(); i++ {
			if err := exec.Command(program, "-C", dir, "new", fmt.Sprintf("demo%d", i), "--pattern", "room", "--no-git").Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchmarkRun(b *testing.B, dir string, args ...string) {
	streams, _, _, errOut := iostreams.Test()
	env := &Environment{
		IOStreams: streams,
		Templates: templates.FS,
		Presets:   presets.FS,
		Version:   "bench",
		WorkDir:   dir,
		Getenv:    func(string) string { return "" },
		LookPath:  exec.LookPath,
		ConfigDir: func() (string, error) { return dir, nil },
	}
	if code := Run(context.Background(), env, args); code != exitDone {
		b.Fatalf("exit code %d\n%s", code, errOut)
	}
}
