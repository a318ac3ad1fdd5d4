package tui

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/docreate/docreate/internal/plan"
)

// pane shows the project as it would be written: its files, the content of one
// of them, and what the answer that is being considered adds.
type pane struct {
	style   *styles
	preview func(Answers) (Preview, error)

	wanted, shown string // which answers are to be shown, and are
	busy          bool   // a command is on its way

	now   Preview
	err   error
	focus focus
	marks map[string]string // of what the answer adds or changes, by path
	old   map[string][]byte // what it changes, as it is without
	added int               // files that it adds
	lines int               // lines that it adds

	file      string // the highlighted one
	chosen    bool   // by the user, who is not led elsewhere then
	led       string // the answers for which the file was highlighted
	top       int    // of the tree
	scroll    int    // of the content
	follow    bool   // scroll to what the answer changes
	treeLines []treeLine
}

// treeLine is a line of the tree; path is empty for a directory.
type treeLine struct {
	depth      int
	name, path string
	op         plan.Op
}

// previewMsg is the result of a command.
type previewMsg struct {
	key   string
	focus focus
	now   Preview
	other Preview // without the answer in question, or with it
	err   error
}

// stale reports whether other answers than the current ones are shown.
func (p *pane) stale() bool { return p.wanted != p.shown }

// want asks for a preview of answers. One command is on its way at a time; when
// it is back, update asks for the newest.
func (p *pane) want(answers Answers, f focus) tea.Cmd {
	p.wanted = fmt.Sprintf("%#v %q %#v", answers, f.label, f.with)
	if p.busy || !p.stale() {
		return nil
	}
	p.busy = true
	wanted, preview := p.wanted, p.preview
	return func() tea.Msg {
		msg := previewMsg{key: wanted, focus: f}
		// Before anything is chosen, what is being considered is shown.
		considered := len(answers.Patterns) == 0
		if considered {
			answers = f.with
		}
		if len(answers.Patterns) == 0 {
			return msg
		}
		if msg.now, msg.err = preview(answers); msg.err != nil || f.label == "" || considered {
			return msg
		}
		other := f.with
		if f.chosen {
			other = f.without
		}
		if len(other.Patterns) > 0 {
			msg.other, _ = preview(other) // what it adds is left out where there is no other project
		}
		return msg
	}
}

// update takes a result.
func (p *pane) update(msg previewMsg) {
	p.busy, p.shown, p.err, p.focus = false, msg.key, msg.err, msg.focus
	if msg.err != nil {
		return
	}
	p.now = msg.now
	with, without := msg.other, msg.now // nothing is compared where other is empty
	if msg.focus.chosen {
		with, without = msg.now, msg.other
	}
	p.compare(with.Plan.Ops, without.Plan.Ops)
	p.treeLines = tree(p.now.Plan.Ops)
	p.lead()
}

// compare finds what with has and without has not.
func (p *pane) compare(with, without []plan.Op) {
	p.marks, p.old, p.added, p.lines = map[string]string{}, map[string][]byte{}, 0, 0
	before := map[string][]byte{}
	for _, op := range without {
		before[op.Path] = op.Content
	}
	for _, op := range with {
		old, had := before[op.Path]
		switch {
		case !had:
			p.marks[op.Path] = "+"
			p.added++
			p.lines += bytes.Count(op.Content, []byte("\n"))
		case !bytes.Equal(old, op.Content):
			p.marks[op.Path], p.old[op.Path] = "~", old
			p.lines += max(0, bytes.Count(op.Content, []byte("\n"))-bytes.Count(old, []byte("\n")))
		}
	}
}

// lead highlights the file that says most about the current answer.
func (p *pane) lead() {
	has := func(path string) bool {
		return path != "" && slices.ContainsFunc(p.treeLines, func(l treeLine) bool { return l.path == path })
	}
	if p.chosen && has(p.file) {
		return
	}
	p.chosen = false
	file := "README.md"
	for _, line := range slices.Backward(p.treeLines) {
		// Rather the first new file than the first changed one.
		if mark := p.marks[line.path]; p.focus.chosen && mark != "" && (mark == "+" || p.marks[file] != "+") {
			file = line.path
		}
	}
	if has(p.focus.path) {
		file = p.focus.path
	}
	if !has(file) && len(p.treeLines) > 0 {
		file = p.treeLines[len(p.treeLines)-1].path
	}
	if file != p.file || p.shown != p.led {
		p.file, p.scroll, p.follow, p.led = file, 0, true, p.shown
	}
}

// press handles a key while the pane has the keyboard.
func (p *pane) press(press tea.KeyPressMsg, page int) {
	files := slices.DeleteFunc(slices.Clone(p.treeLines), func(l treeLine) bool { return l.path == "" })
	if len(files) == 0 {
		return
	}
	at := max(0, slices.IndexFunc(files, func(l treeLine) bool { return l.path == p.file }))
	switch {
	case key.Matches(press, keys.Up):
		at--
	case key.Matches(press, keys.Down):
		at++
	case key.Matches(press, keys.Home):
		at = 0
	case key.Matches(press, keys.End):
		at = len(files) - 1
	case key.Matches(press, keys.ContentDown):
		p.scroll += page
		return
	case key.Matches(press, keys.ContentUp):
		p.scroll = max(0, p.scroll-page)
		return
	default:
		return
	}
	at = max(0, min(at, len(files)-1))
	p.file, p.scroll, p.chosen = files[at].path, 0, true
}

// tree is the files with a line for each directory.
func tree(ops []plan.Op) []treeLine {
	var lines []treeLine
	var open []string
	for _, op := range ops {
		names := strings.Split(op.Path, "/")
		dirs := names[:len(names)-1]
		same := 0
		for same < min(len(open), len(dirs)) && open[same] == dirs[same] {
			same++
		}
		for depth := same; depth < len(dirs); depth++ {
			lines = append(lines, treeLine{depth: depth, name: dirs[depth] + "/"})
		}
		open = dirs
		lines = append(lines, treeLine{depth: len(dirs), name: path.Base(op.Path), path: op.Path, op: op})
	}
	return lines
}
