//go:build unix

package endtoend

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/docreate/docreate/internal/workbench"
)

const (
	// shownWithin is how long a terminal may take to show what a key leads to.
	shownWithin = 30 * time.Second
	// installWithin is the same for what an install has to come before.
	installWithin = 3 * time.Minute
)

// terminal is a shell in a terminal of tmux, which a test types into and reads
// from as a person does. Its tmux shares nothing with others on the machine.
type terminal struct {
	t    *testing.T
	dir  string // where the shell begins
	work string // tmux's socket and log
}

// openTerminal starts a shell in an empty directory, with docreate and the
// workbench's Node.js on PATH.
func openTerminal(t *testing.T, width, height int) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Fatalf("%v; install it with: apt-get install tmux", err)
	}
	m := &terminal{t: t, dir: t.TempDir(), work: t.TempDir()}
	program := filepath.Join(m.work, "bin", "docreate")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "github.com/docreate/docreate/cmd/docreate")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	if err := os.WriteFile(m.profile(), []byte(fmt.Sprintf("PS1='$ '\nPATH=%q:$PATH\n", filepath.Dir(program))), 0o600); err != nil {
		t.Fatal(err)
	}
	// In the foreground and in a group, so that it ends with the test process. The
	// shell is in a group of its own and ends when its terminal goes away.
	server := m.command("sh", "-c", supervisor, "sh", "tmux", "-L", "test", "-f", "/dev/null", "-D")
	startGroup(t, server, filepath.Join(m.work, "tmux.log"))
	m.awaitServer()
	m.tmux("new-session", "-d", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height), "-c", m.dir, "sh")
	m.await("$ ")
	return m
}

// command is a command in the environment of a person at a terminal: nobody
// else is there to commit, and npm takes what it has downloaded before.
func (m *terminal) command(name string, args ...string) *exec.Cmd {
	cmd := workbench.Command(m.t, m.dir, name, args...)
	cmd.Env = append(cmd.Env, "CI=", "NO_COLOR=", "TMUX=", "TMUX_TMPDIR="+m.work, "ENV="+m.profile(),
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=Test", "GIT_AUTHOR_EMAIL=test@example.com",
		"GIT_COMMITTER_NAME=Test", "GIT_COMMITTER_EMAIL=test@example.com", "npm_config_prefer_offline=true")
	return cmd
}

// profile is a file that gives every shell the same prompt, and docreate.
func (m *terminal) profile() string { return filepath.Join(m.work, "profile") }

func (m *terminal) awaitServer() {
	m.t.Helper()
	m.poll(shownWithin, func() (string, bool) {
		// Without -N this would start a server of its own.
		out, err := m.command("tmux", "-L", "test", "-N", "show-options", "-s").CombinedOutput()
		return string(out), err == nil
	})
}

// tmux runs a command of tmux and returns what it prints.
func (m *terminal) tmux(args ...string) string {
	m.t.Helper()
	out, err := m.command("tmux", append([]string{"-L", "test", "-u"}, args...)...).CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// write types a text, letter by letter.
func (m *terminal) write(text string) {
	m.t.Helper()
	m.tmux("send-keys", "-l", "--", text)
}

// press presses keys, under tmux's names for them.
func (m *terminal) press(keys ...string) {
	m.t.Helper()
	m.tmux(append([]string{"send-keys", "--"}, keys...)...)
}

// run types a command line. The shell says "ended" and the exit code after it.
func (m *terminal) run(command string) {
	m.t.Helper()
	m.write(command + `; echo "ended" $?`)
	m.press("Enter")
}

func (m *terminal) resize(width, height int) {
	m.t.Helper()
	m.tmux("resize-window", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height))
}

// clear empties the terminal, so that what was on it before is not taken for
// something new.
func (m *terminal) clear() {
	m.t.Helper()
	m.write("clear")
	m.press("Enter")
	m.until("an empty screen", shownWithin, func(screen string) bool { return strings.TrimSpace(screen) == "$" })
	m.tmux("clear-history")
}

// await waits until all of the texts are on the screen and returns that.
func (m *terminal) await(texts ...string) string {
	m.t.Helper()
	return m.awaitWithin(shownWithin, texts...)
}

func (m *terminal) awaitWithin(within time.Duration, texts ...string) string {
	m.t.Helper()
	return m.until(strings.Join(texts, `" and "`), within, func(screen string) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	})
}

// awaitGone waits until a text is on the screen no more.
func (m *terminal) awaitGone(text string) {
	m.t.Helper()
	m.until("no "+text, shownWithin, func(screen string) bool { return !strings.Contains(screen, text) })
}

func (m *terminal) until(wanted string, within time.Duration, isThere func(screen string) bool) string {
	m.t.Helper()
	return m.poll(within, func() (string, bool) {
		// Lines that were too long for the terminal are joined.
		screen := m.tmux("capture-pane", "-p", "-J")
		return "waiting for \"" + wanted + "\" at\n" + screen, isThere(screen)
	})
}

// poll asks until the answer is yes, and fails with what it is told last.
func (m *terminal) poll(within time.Duration, ask func() (string, bool)) string {
	m.t.Helper()
	deadline := time.Now().Add(within)
	for {
		told, done := ask()
		if done {
			return told
		}
		if time.Now().After(deadline) {
			m.t.Fatalf("after %v still %s", within, told)
		}
		time.Sleep(pollEvery)
	}
}

// checkRestored asserts that the terminal is as a shell needs it: its own
// screen, a cursor, and what is typed can be read.
func (m *terminal) checkRestored() {
	m.t.Helper()
	if modes := strings.TrimSpace(m.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}")); modes != "0 1 0" {
		m.t.Errorf("other screen, cursor, mouse: %s, want 0 1 0", modes)
	}
	m.write("echo what is 'typed'")
	m.await("$ echo what is 'typed'")
	m.press("Enter")
	m.await("\nwhat is typed\n")
}
