package tsx

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"github.com/docreate/docreate/internal/workbench"
	"github.com/evanw/esbuild/pkg/api"
)

// judges say whether files are TypeScript: the parser of the TypeScript
// compiler, in a process that reads one file after the other, and esbuild.
type judges struct {
	toCompiler, toEsbuild chan [2]*File // before and after
	compiler, esbuild     chan []string // what they have against the files
}

func startJudges(t *testing.T, dir string) *judges {
	t.Helper()
	script, err := filepath.Abs(filepath.Join("testdata", "parses.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := workbench.Command(t, dir, "node", script)
	notes := &bytes.Buffer{}
	cmd.Stderr = notes
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	j := &judges{
		toCompiler: make(chan [2]*File, 32), toEsbuild: make(chan [2]*File, 32),
		compiler: make(chan []string, 1), esbuild: make(chan []string, 1),
	}
	names := make(chan string, 1<<16) // of the files that the compiler has not answered for
	sent := make(chan error, 1)
	go func() { sent <- send(in, j.toCompiler, names) }()
	go func() {
		faults := answers(out, names)
		if err := errors.Join(<-sent, cmd.Wait()); err != nil {
			faults = append(faults, fmt.Sprintf("testdata/parses.mjs: %v\n%s", err, notes))
		}
		j.compiler <- faults
	}()
	go func() { j.esbuild <- askEsbuild(j.toEsbuild) }()
	return j
}

// ask has a file judged, which was another before.
func (j *judges) ask(before, after *File) {
	j.toCompiler <- [2]*File{before, after}
	j.toEsbuild <- [2]*File{before, after}
}

// report waits for the judges and fails the test with what they say.
func (j *judges) report(t *testing.T) {
	t.Helper()
	close(j.toCompiler)
	close(j.toEsbuild)
	for _, faults := range [][]string{<-j.compiler, <-j.esbuild} {
		for _, fault := range faults {
			t.Error(fault)
		}
	}
}

func send(in io.WriteCloser, files <-chan [2]*File, names chan<- string) error {
	defer close(names)
	w := bufio.NewWriterSize(in, 1<<20)
	var failed error
	for file := range files {
		after := file[1]
		head, err := json.Marshal(map[string]any{"name": after.Name, "size": len(after.Source())})
		names <- after.Name
		_, err1 := w.Write(append(head, '\n'))
		_, err2 := w.WriteString(after.Source())
		failed = errors.Join(failed, err, err1, err2)
	}
	return errors.Join(failed, w.Flush(), in.Close())
}

// answers reads a line per file.
func answers(out io.Reader, names <-chan string) (faults []string) {
	lines := bufio.NewScanner(out)
	for name := range names {
		if !lines.Scan() {
			return append(faults, fmt.Sprintf("%s: the compiler does not answer", name))
		}
		if line := lines.Text(); line != "" {
			faults = append(faults, fmt.Sprintf("%s: the compiler says %s", name, line))
		}
	}
	return faults
}

// askEsbuild returns what esbuild has against files whose originals, as
// modules, it accepts.
func askEsbuild(files <-chan [2]*File) (faults []string) {
	for file := range files {
		before, after := file[0], file[1]
		fault := esbuildError(after.Name, after.Source())
		if fault != "" && esbuildError(before.Name, before.Source()+"\nexport {};\n") == "" {
			faults = append(faults, fmt.Sprintf("%s: esbuild says %s", after.Name, fault))
		}
	}
	return faults
}

// esbuildError is the first thing that esbuild has against a file, or nothing.
func esbuildError(name, text string) string {
	loader := api.LoaderTS
	switch filepath.Ext(name) {
	case ".tsx":
		loader = api.LoaderTSX
	case ".js", ".jsx", ".mjs", ".cjs":
		loader = api.LoaderJSX
	}
	result := api.Transform(text, api.TransformOptions{Loader: loader, LogLevel: api.LogLevelSilent})
	if len(result.Errors) == 0 {
		return ""
	}
	first := result.Errors[0]
	if first.Location == nil {
		return first.Text
	}
	return fmt.Sprintf("%d:%d: %s", first.Location.Line, first.Location.Column+1, first.Text)
}
