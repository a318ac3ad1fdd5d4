//go:build unix

package cli

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/creack/pty"
)

// installation is docreate on a terminal of 80 by 24 with an npm that is a
// shell script. The script and its children hold a pipe open, named life, and
// end waits until nobody does any more.
type installation struct {
	*session
	t    *testing.T
	life *os.File
	gate string
}

// install runs `docreate new shop`, as installWith does.
func install(t *testing.T, extra []string, npm string, args ...string) *installation {
	t.Helper()
	return installWith(t, extra, npm, append([]string{"new", "shop", "--pattern", "singleton", "--package-manager", "npm", "--install", "--yes"}, args...)...)
}

// installWith runs docreate with more variables and with a script as npm. In
// the script, the function gate waits until the test opens the gate.
func installWith(t *testing.T, extra []string, npm string, args ...string) *installation {
	t.Helper()
	dir := t.TempDir()
	i := &installation{t: t, gate: filepath.Join(dir, "gate")}
	life := filepath.Join(dir, "life")
	for _, path := range []string{life, i.gate} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := "#!/bin/sh\nexec 9>'" + life + "'\ngate() { read -r _ <'" + i.gate + "'; }\n" + npm + "\n"
	gitconfig := "[user]\n\tname = Test\n\temail = test@example.com\n"
	for name, text := range map[string]string{"npm": text, "gitconfig": gitconfig} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if i.life, err = os.OpenFile(life, os.O_RDONLY|syscall.O_NONBLOCK, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = i.life.Close() })
	// Where the tests run under nohup, what they start would ignore hang-ups too.
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(hangups) })
	variables := []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "GIT_CONFIG_GLOBAL=" + filepath.Join(dir, "gitconfig"), "GIT_CONFIG_NOSYSTEM=1"}
	variables = append(variables, extra...)
	i.session = startSized(t, &pty.Winsize{Rows: 24, Cols: 80}, variables, args...)
	return i
}

// openGate lets a script go on.
func (i *installation) openGate() {
	i.t.Helper()
	if err := os.WriteFile(i.gate, []byte("\n"), 0); err != nil {
		i.t.Fatal(err)
	}
}

// end is the session's, and asserts that nothing is left behind on the terminal
// or running, except for the project.
func (i *installation) end(want int) {
	i.t.Helper()
	last := "in " + i.cmd.Dir + "/shop\r\n"
	if want == exitDone {
		last = " --yes\r\n"
	}
	i.until(last)
	i.session.end(want)
	checkRestored(i.t, i.seen)
	if err := i.life.SetReadDeadline(time.Now().Add(patience)); err != nil {
		i.t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, i.life); err != nil {
		i.t.Errorf("something is still running: %v", err)
	}
	if _, err := os.Stat(filepath.Join(i.cmd.Dir, "shop", "package.json")); err != nil {
		i.t.Error(err)
	}
}

// screen is what the terminal shows, with ~ for the directory to work in.
func (i *installation) screen() string {
	i.t.Helper()
	return drawn(i.t, strings.ReplaceAll(i.seen, i.cmd.Dir, "~"), 80)
}

var (
	spinning = regexp.MustCompile(`[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]`)
	seconds  = regexp.MustCompile(` \([0-9ms]+\)`)
	count    = regexp.MustCompile(`Files: [0-9]+`)
)

// still is a screen without what depends on how fast it all went, and on the
// templates.
func still(screen string) string {
	screen = seconds.ReplaceAllString(spinning.ReplaceAllString(screen, "*"), "")
	return count.ReplaceAllString(screen, "Files: N")
}

func checkScreen(t *testing.T, got, want string) {
	t.Helper()
	if still(got) != want {
		t.Errorf("screen\n%swant\n%s", got, want)
	}
}

// endOfFrame is what a line in faint letters is drawn with at its end.
const endOfFrame = "\x1b[0m\x1b[J\r"

// One line shows what the package manager does, and one what it has done.
func TestInstallOnATerminal(t *testing.T) {
	i := install(t, nil, `echo "first"
(exec </dev/tty) 2>/dev/null && echo "may ask" && gate
printf '\033]0;owned\007\033[2J\033[31mfetching\033[0m left-pad, 1 of 112'
gate
printf '\nadded 112 packages, and audited 113 packages in 12s\n\nfound 0 vulnerabilities\n'`)
	i.until("fetching left-pad, 1 of 112" + endOfFrame)
	checkScreen(t, i.screen(), "* installing with npm  fetching left-pad, 1 of 112\n")
	if err := pty.Setsize(i.terminal, &pty.Winsize{Rows: 24, Cols: 40}); err != nil {
		t.Fatal(err)
	}
	i.until("…" + endOfFrame)
	narrow := i.seen[:strings.Index(i.seen, "…")+len("…")]
	narrow = strings.TrimSpace(drawn(t, narrow[strings.LastIndex(narrow, "\r"):], 80))
	if still := still(narrow); !strings.HasPrefix(still, "* installing with npm  fetching") || utf8.RuneCountInString(narrow) >= 40 {
		t.Errorf("on 40 columns: %q", narrow)
	}
	i.openGate()
	i.end(exitDone)
	checkScreen(t, i.screen()[:strings.Index(i.screen(), "  Coordinator")], `✓ installed 112 packages with npm
✓ made a git repository with one commit
Created shop in ~/shop. Files: N created.
`)
}

// What failed is shown to its end, with how to go on, and the project is left.
func TestFailedInstallOnATerminal(t *testing.T) {
	i := install(t, nil, `n=0; while [ $n -lt 40 ]; do n=$((n+1)); echo "line $n"; done; echo "E404 not found" >&2; exit 7`)
	i.end(exitFailed)
	var tail strings.Builder
	for n := 22; n <= 40; n++ {
		fmt.Fprintf(&tail, "  line %d\n", n)
	}
	checkScreen(t, i.screen(), "✗ installing with npm\n"+tail.String()+`  E404 not found
docreate: "npm install" failed: exit status 7; the project is complete; run "npm
 install" and "git init" in ~/shop
`)
}

func TestSlowInstallOnATerminal(t *testing.T) {
	i := install(t, nil, "sleep 300 & wait", "--install-timeout", "300ms", "--no-git")
	i.end(exitFailed)
	checkScreen(t, i.screen(), `✗ installing with npm
docreate: "npm install" was ended after 300ms, the --install-timeout; the projec
t is complete; run "npm install" in ~/shop
`)
}

// Whoever leaves finds the project, nothing that is still running, and is told
// what remains to be done.
func TestInterruptedInstallOnATerminal(t *testing.T) {
	const (
		gentle   = `sleep 300 & echo ready; wait`
		stubborn = `trap '' TERM INT; sleep 300 & echo ready; while :; do wait; done`
	)
	signal := func(signal syscall.Signal) func(*installation) {
		return func(i *installation) {
			if err := i.cmd.Process.Signal(signal); err != nil {
				i.t.Fatal(err)
			}
		}
	}
	for name, test := range map[string]struct {
		npm   string
		leave func(*installation)
	}{
		"ctrl+c":    {gentle, func(i *installation) { i.press("\x03") }},
		"terminate": {gentle, signal(syscall.SIGTERM)},
		"hang up":   {gentle, signal(syscall.SIGHUP)},
		"ctrl+c twice": {stubborn, func(i *installation) {
			i.press("\x03")
			i.until("press Ctrl-C again to end it at once")
			i.press("\x03")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			i := install(t, nil, test.npm)
			i.until("ready")
			test.leave(i)
			i.end(exitInterrupted)
			checkScreen(t, i.screen(), `✗ installing with npm
docreate: interrupted during "npm install"; the project is complete; run "npm in
stall" and "git init" in ~/shop
`)
		})
	}
}

// The same goes for git, which leaves no lock behind.
func TestInterruptedCommitOnATerminal(t *testing.T) {
	hooks := t.TempDir()
	if err := os.WriteFile(filepath.Join(hooks, "prepare-commit-msg"), []byte("#!/bin/sh\necho thinking\nsleep 300\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	variables := []string{"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=core.hooksPath", "GIT_CONFIG_VALUE_0=" + hooks}
	i := install(t, variables, "echo 'Packages: +1'")
	i.until("thinking")
	i.press("\x03")
	i.end(exitInterrupted)
	checkScreen(t, i.screen(), `✓ installed 1 package with npm
✗ making a git repository
docreate: interrupted; the git repository has no commit yet; the project is comp
lete; run "git commit" in ~/shop
`)
	if locks, err := filepath.Glob(filepath.Join(i.cmd.Dir, "shop", ".git", "*.lock")); err != nil || len(locks) > 0 {
		t.Errorf("left behind: %v %v", locks, err)
	}
}

// The form gives the terminal back before the install begins.
func TestInstallAfterTheForm(t *testing.T) {
	i := installWith(t, nil, "sleep 300 & echo ready; wait", "new", "--preset", "chat", "--package-manager", "npm", "--install", "--git")
	i.until(firstQuestion)
	i.press("shop\r\r\r")
	i.until("ready")
	i.press("\x03")
	i.end(exitInterrupted)
	checkScreen(t, drawn(t, i.seen[strings.LastIndex(i.seen, "✗"):], 200), "✗ installing with npm\n"+
		`docreate: interrupted during "npm install"; the project is complete; run "npm install" and "git init" in `+i.cmd.Dir+"/shop\n")
}

// Nothing is drawn where that cannot be read.
func TestInstallInLines(t *testing.T) {
	for _, variable := range []string{"ACCESSIBLE=1", "TERM=dumb", "CI=true"} {
		t.Run(variable, func(t *testing.T) {
			i := install(t, []string{variable}, `printf '10%%\r90%%\r\n\033[31mred\033[0m\n'`, "--no-git", "--no-color")
			i.end(exitDone)
			if strings.Contains(i.seen, "\x1b") {
				t.Errorf("escapes in %q", i.seen)
			}
			checkScreen(t, i.screen()[:strings.Index(i.screen(), "Created")], "installing with npm\n90%\nred\ninstalled with npm\n")
		})
	}
}
