package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/plan"
)

// view shows the pane in exactly height lines. Active says that it has the
// keyboard.
func (p *pane) view(width, height int, active bool, cost string) []string {
	lines := p.head(width)
	foot := []string{"", p.style.faint.Render(cut("cost  "+cost+" (ctrl+o)", width))}
	room := height - len(lines) - len(foot)
	switch {
	case p.err != nil:
		lines = append(lines, styled(p.style.warn, wrap(p.err.Error(), width))...)
	case len(p.treeLines) == 0:
		lines = append(lines, styled(p.style.faint, wrap("The files appear here as soon as there is something to show.", width))...)
	default:
		files := max(3, min(len(p.treeLines), room*2/5))
		lines = append(lines, p.tree(width, files, active)...)
		lines = append(lines, p.content(width, room-files)...)
	}
	return append(fill(lines, height-len(foot)), foot...)
}

// head says how many files there are and what the current answer adds.
func (p *pane) head(width int) []string {
	title := p.style.bold.Render("Files")
	if n := len(p.now.Plan.Ops); n > 0 && p.err == nil {
		title += p.style.faint.Render(fmt.Sprintf("  %d", n))
	}
	lines := []string{cut(title, width)}
	return append(lines, cut(p.adds(), width), "")
}

// adds is what the answer in question brings.
func (p *pane) adds() string {
	changed := len(p.marks) - p.added
	switch {
	case p.err != nil || p.focus.label == "" || len(p.now.Plan.Ops) == 0:
		return ""
	case len(p.marks) == 0 && p.focus.chosen:
		return p.style.faint.Render(p.focus.label + " is part of this")
	case len(p.marks) == 0:
		return p.style.faint.Render("with " + p.focus.label)
	}
	verb := "would add"
	if p.focus.chosen {
		verb = "adds"
	}
	text := fmt.Sprintf("%s %s %s (%s)", p.focus.label, verb, count(p.added, "file"), count(p.lines, "line"))
	switch {
	case p.added == 0 && p.lines == 0:
		text = fmt.Sprintf("%s %s %s", p.focus.label, choose(p.focus.chosen, "changes", "would change"), count(changed, "file"))
	case p.added == 0:
		text = fmt.Sprintf("%s %s %s to %s", p.focus.label, verb, count(p.lines, "line"), count(changed, "file"))
	case changed > 0:
		text += fmt.Sprintf(", changes %d", changed)
	}
	return p.style.accent.Render(text)
}

func (p *pane) tree(width, height int, active bool) []string {
	at := max(0, slices.IndexFunc(p.treeLines, func(l treeLine) bool { return l.path != "" && l.path == p.file }))
	p.top = window(p.top, at, height, len(p.treeLines))
	var lines []string
	for i := p.top; i < min(p.top+height, len(p.treeLines)); i++ {
		line := p.treeLines[i]
		text := cut(p.mark(line)+" "+strings.Repeat("  ", line.depth)+line.name, width-2)
		switch {
		case i == at && active:
			text = p.style.button.Render(pad(text, width-2))
		case i == at:
			text = p.style.selected.Render(text)
		case line.path == "":
			text = p.style.faint.Render(text)
		case p.focus.chosen && p.marks[line.path] == "+":
			text = p.style.good.Render(text)
		case line.op.Kind == plan.Conflict:
			text = p.style.bad.Render(text)
		}
		lines = append(lines, text)
	}
	return lines
}

// mark is what stands before a file: in the way, already there, or part of the
// current answer.
func (p *pane) mark(line treeLine) string {
	switch {
	case line.path == "":
		return " "
	case line.op.Kind != plan.Create:
		return line.op.Kind.Mark()
	case p.focus.chosen && p.marks[line.path] != "":
		return p.marks[line.path]
	}
	return " "
}

// content shows the highlighted file from where it is scrolled to.
func (p *pane) content(width, height int) []string {
	if height < 3 {
		return nil
	}
	at := slices.IndexFunc(p.treeLines, func(l treeLine) bool { return l.path != "" && l.path == p.file })
	if at < 0 {
		return nil
	}
	text := linesOf(p.treeLines[at].op.Content)
	from, to := p.new(p.file, text)
	room := height - 2
	if p.follow {
		p.scroll, p.follow = from-2, false
		if to == 0 && p.focus.text != "" {
			p.scroll = slices.IndexFunc(text, func(line string) bool { return strings.Contains(line, p.focus.text) }) - 2
		}
	}
	p.scroll = max(0, min(p.scroll, len(text)-room))
	position := fmt.Sprintf(" %d-%d of %d ", p.scroll+1, min(p.scroll+room, len(text)), len(text))
	name := cut(p.file, width-len(position)-4)
	rule := p.style.faint.Render("── ") + p.style.bold.Render(name) + " "
	lines := []string{"", pad(rule+p.style.faint.Render(strings.Repeat("─", max(0, width-len(name)-len(position)-4))+position), width)}
	for i, line := range text[p.scroll:min(p.scroll+room, len(text))] {
		line = cut(printable(line), width)
		switch i += p.scroll; {
		case i >= from && i < to:
			line = p.style.good.Render(line)
		case isComment(line):
			line = p.style.faint.Render(line)
		}
		lines = append(lines, line)
	}
	return lines
}

// new returns which lines of a file the current answer changes, as the range
// that is left between what is equal at both ends.
func (p *pane) new(file string, text []string) (from, to int) {
	old, changed := p.old[file]
	if !changed || !p.focus.chosen {
		return 0, 0
	}
	before := linesOf(old)
	for from < min(len(before), len(text)) && before[from] == text[from] {
		from++
	}
	same := 0
	for same < min(len(before), len(text))-from && before[len(before)-1-same] == text[len(text)-1-same] {
		same++
	}
	return from, len(text) - same
}

func linesOf(content []byte) []string {
	return strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
}

// isComment reports whether a line holds nothing but a comment.
func isComment(line string) bool {
	trimmed := strings.TrimSpace(line)
	for _, start := range []string{"//", "/*", "*", "# "} {
		if strings.HasPrefix(trimmed, start) {
			return true
		}
	}
	return false
}

// count is a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
