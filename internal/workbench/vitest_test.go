package workbench

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A program that prints a number, one more with each run.
const counting = `
const fs = require("node:fs");
const run = fs.existsSync("runs") ? Number(fs.readFileSync("runs", "utf8")) + 1 : 1;
fs.writeFileSync("runs", String(run));
console.log("run", run);
`

func TestWhatIsSilentIsStartedAgain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		then     string // what the program does after it has printed its number
		says     string
		isSilent bool
		exitCode int
	}{
		"ends":                     {then: ``, says: "run 1\n"},
		"fails":                    {then: `process.exit(3)`, says: "run 1\n", exitCode: 3},
		"is silent once":           {then: `if (run === 1) setInterval(() => {}, 1000)`, says: "run 2\n"},
		"is silent and then fails": {then: `if (run === 1) setInterval(() => {}, 1000); else process.exit(3)`, says: "run 2\n", exitCode: 3},
		"is silent twice":          {then: `setInterval(() => {}, 1000)`, says: "run 2\n", isSilent: true},
		"is silent and ends well":  {then: `process.on("SIGTERM", () => process.exit(0)); if (run === 1) setInterval(() => {}, 1000)`, says: "run 2\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := runAgainIfSilent(t, 5*time.Second, t.TempDir(), "node", "--eval", counting+test.then)
			if string(out) != test.says {
				t.Errorf("it said %q, want %q", out, test.says)
			}
			code := 0
			if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
				code = exit.ExitCode()
			}
			if errors.Is(err, errSilent) != test.isSilent || code != test.exitCode {
				t.Errorf("%v", err)
			}
		})
	}
}

// A runtime goes on when the process that has started it is ended, so it is
// ended too.
func TestNothingIsLeftOfWhatIsSilent(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	child := fmt.Sprintf(`require("node:net").connect(%d, "127.0.0.1")`, listener.Addr().(*net.TCPAddr).Port)
	parent := fmt.Sprintf(`require("node:child_process").spawn(process.execPath, ["--eval", %q], { stdio: "ignore" })`, child)
	if _, err := runUnlessSilent(t, 5*time.Second, t.TempDir(), "node", "--eval", parent); !errors.Is(err, errSilent) {
		t.Fatal(err)
	}
	connection, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if err := connection.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := connection.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("what it has started goes on")
	}
}

// Whoever keeps printing is never too long about it.
func TestWhatIsHeardOfIsNotEnded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const slow = `let ticks = 0; const timer = setInterval(() => { console.log("tick"); if (++ticks === 14) clearInterval(timer); }, 500);`
	out, err := runAgainIfSilent(t, 5*time.Second, dir, "node", "--eval", counting+slow)
	if err != nil || strings.Count(string(out), "tick") != 14 {
		t.Errorf("%v\n%s", err, out)
	}
	runs, err := os.ReadFile(filepath.Join(dir, "runs"))
	if err != nil || string(runs) != "1" {
		t.Errorf("%s runs: %v", runs, err)
	}
}
