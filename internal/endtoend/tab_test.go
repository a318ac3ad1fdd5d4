//go:build unix

package endtoend

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// seenWithin is how long a page may take to show something. It includes the
// longest wait between two attempts of the page to connect, 30 s.
const seenWithin = 90 * time.Second

// lostConnection is what Chromium writes when a page's server is gone.
var lostConnection = regexp.MustCompile(`net::ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET_)|WebSocket connection to .* failed`)

// startChromium returns a context in which chromedp opens tabs of a browser
// with a profile of its own. It talks to the browser through a pipe: should
// the test process die, the pipe closes and the browser ends.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v; install it with: apt-get install chromium", err)
	}
	var browser *exec.Cmd
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(filepath.Join(t.TempDir(), "profile")),
		chromedp.Flag("no-sandbox", true),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) {
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			browser = cmd
		}),
	)
	// Not the test's context: that ends before the cleanup, which waits for the browser.
	ctx, cancel := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(func() {
		cancel()
		if browser != nil && browser.Process != nil {
			killGroup(t, browser.Process.Pid)
		}
	})
	return ctx
}

// tab is a browser's tab with the page of a room.
type tab struct {
	t    *testing.T
	user string
	ctx  context.Context

	sync.Mutex
	faults []string // what the page wrote to the console and should not have
}

// openTab opens the page in a new tab, in the browser of the context.
func openTab(t *testing.T, ctx context.Context, user, url string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, user: user, ctx: ctx}
	messages := chromedp.Console(ctx)
	go func() {
		for message, err := range messages {
			if err != nil {
				return
			}
			b.hear(message)
		}
	}()
	b.do(chromedp.Navigate(url))
	return b
}

// hear sorts what the page writes to the console. Violations of its Content
// Security Policy are among that.
func (b *tab) hear(message chromedp.ConsoleMessage) {
	b.Lock()
	defer b.Unlock()
	if !lostConnection.MatchString(message.Text) {
		b.faults = append(b.faults, fmt.Sprintf("%s (%s)", message, message.URL))
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, seenWithin)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", b.user, err)
	}
}

// join fills in the form as a person does.
func (b *tab) join(room, token string) {
	b.t.Helper()
	b.do(
		chromedp.SetValue(chromedp.CSS("#room"), room),
		chromedp.SendKeys(chromedp.CSS("#token"), token),
		chromedp.Click(chromedp.CSS("#connect")),
	)
}

// say types a message and presses Enter.
func (b *tab) say(text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS("#text"), text+"\n"))
}

// loseNetwork makes the page's requests fail. The browser could do that too,
// but by commands that differ from version to version.
func (b *tab) loseNetwork() {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`{
		const { fetch } = window;
		window.fetch = () => Promise.reject(new TypeError("no network"));
		addEventListener("online", () => (window.fetch = fetch), { capture: true, once: true });
	}`))
}

// regainNetwork undoes that and tells the page, as a browser does.
func (b *tab) regainNetwork() {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("online"))`))
}

// screen is what the page shows.
type screen struct {
	State    string   `json:"state"`
	People   []string `json:"people"`
	Messages []string `json:"messages"` // number, author and text
	Waiting  []string `json:"waiting"`  // texts that are not acknowledged
}

// readScreen reads a screen from the page. Without a connection the page goes
// back and forth between two states; both are "offline" here.
const readScreen = `(() => {
	const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
	const text = (item, selector) => item.querySelector(selector)?.textContent;
	const { state } = document.querySelector("#status").dataset;
	return {
		state: state === "connecting" ? "offline" : state,
		people: all("#people li", (item) => item.textContent),
		messages: all("#messages li[data-seq]", (item) =>
			item.dataset.seq + " " + text(item, ".from") + ": " + text(item, "p")),
		waiting: all("#messages li:not([data-seq])", (item) => text(item, "p")),
	};
})()`

// await waits until the page shows the wanted screen.
func (b *tab) await(want screen) {
	b.t.Helper()
	deadline := time.Now().Add(seenWithin)
	for {
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[screen](readScreen))
		if err != nil {
			b.t.Fatalf("%s: %v", b.user, err)
		}
		// Printed, since a list may be empty or nil.
		if fmt.Sprintf("%q", got) == fmt.Sprintf("%q", want) {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%s sees after %v\n%q\nwant\n%q", b.user, seenWithin, got, want)
		}
		time.Sleep(pollEvery)
	}
}

// checkConsole fails if the page wrote anything but that its connection was lost.
func (b *tab) checkConsole() {
	b.t.Helper()
	b.Lock()
	defer b.Unlock()
	for _, fault := range b.faults {
		b.t.Errorf("%s: the console says: %s", b.user, fault)
	}
}
