package tsx

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// benchSource is a file that esbuild accepts as a module of its own.
type benchSource struct {
	name   string
	text   []byte
	loader api.Loader
}

// benchSources are the sources of a few large packages.
func benchSources(b *testing.B) (list []benchSource, bytes int64) {
	b.Helper()
	dir := installCorpus(b)
	for _, pkg := range []string{"effect", "rxjs", "zod", "@tanstack", "@reduxjs"} {
		for _, path := range typescriptFiles(b, filepath.Join(dir, "node_modules", pkg)) {
			if isDeclarations(path) {
				continue
			}
			text, err := os.ReadFile(path)
			if err != nil {
				b.Fatal(err)
			}
			loader := api.LoaderTS
			if strings.HasSuffix(path, "x") {
				loader = api.LoaderTSX
			}
			list = append(list, benchSource{path, text, loader})
			bytes += int64(len(text))
		}
	}
	if len(list) == 0 {
		b.Fatal("no sources to measure")
	}
	return list, bytes
}

// BenchmarkParse reads the sources on one core, beside esbuild, which does
// more: it also prints them as JavaScript.
func BenchmarkParse(b *testing.B) {
	sources, bytes := benchSources(b)
	runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(runtime.NumCPU())
	b.Run("tsx", func(b *testing.B) {
		b.SetBytes(bytes)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for b.Loop() {
			for _, s := range sources {
				if err := Parse(s.name, s.text).Err(); err != nil {
					b.Fatal(err)
				}
			}
		}
		runtime.ReadMemStats(&after)
		total := float64(after.TotalAlloc - before.TotalAlloc)
		b.ReportMetric(total/float64(b.N)/float64(bytes), "B/srcbyte")
	})
	b.Run("esbuild", func(b *testing.B) {
		b.SetBytes(bytes)
		for b.Loop() {
			for _, s := range sources {
				result := api.Transform(string(s.text), api.TransformOptions{Loader: s.loader, LogLevel: api.LogLevelSilent})
				if len(result.Errors) > 0 {
					b.Fatal(s.name, result.Errors[0].Text)
				}
			}
		}
	})
}
