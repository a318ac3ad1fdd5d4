package tui

import (
	"cmp"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/docreate/docreate/internal/plan"
)

// reviewScreen shows what is about to happen. Nothing is written before it is
// accepted.
type reviewScreen struct {
	plainScreen
	style *styles
	draft *draft
	verb  string
	pane  *pane
	at    int // the button: accept, back, cancel
	said  string
}

func (s *reviewScreen) name() string   { return "Review" }
func (s *reviewScreen) title() string  { return "Is this what you want?" }
func (s *reviewScreen) hint() string   { return "Nothing is written before you say so." }
func (s *reviewScreen) enter()         { s.at, s.said = 0, "" }
func (s *reviewScreen) notice() string { return s.said }

func (s *reviewScreen) keys() []key.Binding {
	return []key.Binding{keys.Submit, keys.Left, keys.Right}
}

func (s *reviewScreen) update(msg tea.Msg) (move, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	s.said = ""
	switch {
	case !ok:
	case key.Matches(press, keys.Back):
		return back, nil
	case key.Matches(press, keys.Left, keys.PrevField, keys.Up):
		s.at = max(0, s.at-1)
	case key.Matches(press, keys.Right, keys.NextField, keys.Down):
		s.at = min(2, s.at+1)
	case key.Matches(press, keys.Next):
		if s.at == 0 && s.obstacle() != "" {
			s.said = s.obstacle()
			return stay, nil
		}
		return []move{accept, back, cancel}[s.at], nil
	}
	return stay, nil
}

// obstacle says why the project cannot be written, as far as is known: what
// other answers came to, says nothing of these.
func (s *reviewScreen) obstacle() string {
	if s.pane.stale() {
		return ""
	}
	if s.pane.err != nil {
		return s.pane.err.Error()
	}
	if n := len(s.pane.now.Plan.Conflicts()); n > 0 {
		return fmt.Sprintf("%s in the way; choose another directory, or start again with --force", choose(n == 1, "a file is", fmt.Sprintf("%d files are", n)))
	}
	return ""
}

func (s *reviewScreen) view(width, height int) []string {
	lines := s.summary(width)
	lines = append(lines, "", s.style.bold.Render("The same again, without questions"))
	repeat := wrapCommand(s.pane.now.Repeat, width-4)
	for i, line := range repeat {
		repeat[i] = s.style.faint.Render("  " + line + choose(i < len(repeat)-1, ` \`, ""))
	}
	lines = append(lines, repeat...)
	room := height - 1 // for the buttons
	if len(lines) > room {
		lines = append(lines[:max(0, room-1)], s.style.faint.Render(cut("  … the whole command is printed at the end", width)))
	}
	lines = append(lines, "")
	return append(fill(lines, min(len(lines), room)), s.buttons())
}

func (s *reviewScreen) summary(width int) []string {
	a := s.draft.answers()
	now := s.pane.now
	rows := [][2]string{
		{"Project", cmp.Or(a.Name, a.Dir)},
		{"Directory", cmp.Or(now.Root, a.Dir)},
		{"Patterns", strings.Join(a.Patterns, ", ")},
		{"Features", cmp.Or(strings.Join(a.Features, ", "), "none")},
		{"Options", strings.Join(a.Options, ", ")},
		{"Packages", cmp.Or(a.PackageManager, "npm") + choose(a.Install, ", installed now", ", to be installed later")},
		{"Git", choose(a.Git, "a repository with one commit", "no repository")},
		{"Files", s.files()},
	}
	var lines []string
	for _, r := range rows {
		if r[1] == "" {
			continue // all options are usual
		}
		lines = append(lines, about(s.style.faint, pad(r[0], 11), r[1], width)...)
	}
	return append(lines, s.conflicts(width)...)
}

// conflicts are the first files in the way, each with the reason.
func (s *reviewScreen) conflicts(width int) []string {
	const shown = 2
	all := s.pane.now.Plan.Conflicts()
	var lines []string
	for _, op := range all[:min(shown, len(all))] {
		lines = append(lines, styled(s.style.bad, wrap("! "+op.Path+" "+op.Reason, width))...)
	}
	if more := len(all) - shown; more > 0 {
		lines = append(lines, s.style.bad.Render(fmt.Sprintf("! and %d more", more)))
	}
	return lines
}

func (s *reviewScreen) files() string {
	if s.pane.stale() {
		return "…"
	}
	if s.pane.err != nil {
		return s.pane.err.Error()
	}
	count := map[plan.Kind]int{}
	size := 0
	for _, op := range s.pane.now.Plan.Ops {
		count[op.Kind]++
		size += len(op.Content)
	}
	text := fmt.Sprintf("%d new", count[plan.Create])
	for _, part := range []struct {
		kind plan.Kind
		word string
	}{{plan.Modify, "changed"}, {plan.Skip, "there already"}, {plan.Conflict, "in the way"}} {
		if n := count[part.kind]; n > 0 {
			text += fmt.Sprintf(", %d %s", n, part.word)
		}
	}
	return fmt.Sprintf("%s, %d KB", text, (size+500)/1000)
}

func (s *reviewScreen) buttons() string {
	var out []string
	for i, label := range []string{s.verb, "Go back", "Cancel"} {
		style := s.style.idle
		if i == s.at {
			style = s.style.button
			label = "> " + label + " "
		} else {
			label = "  " + label + " "
		}
		out = append(out, style.Render(label))
	}
	return strings.Join(out, "  ")
}

func choose(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}
