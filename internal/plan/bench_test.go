package plan

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkNew computes and applies a new project of 40 files of 3 kB, flushed
// to the disk that holds the temporary directory.
func BenchmarkNew(b *testing.B) {
	var files []File
	for i := range 40 {
		files = append(files, text(fmt.Sprintf("src/%d/file-%d.ts", i%5, i), strings.Repeat("line of code\n", 230)))
	}
	dir := b.TempDir()
	for i := 0; b.Loop(); i++ {
		root := filepath.Join(dir, fmt.Sprint(i))
		p, err := Compute(os.DirFS(root), files, false)
		if err != nil {
			b.Fatal(err)
		}
		if err := Apply(b.Context(), root, p); err != nil {
			b.Fatal(err)
		}
	}
}
