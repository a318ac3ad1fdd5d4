package tui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// helpScreen lists every key. It lies over another screen.
type helpScreen struct {
	plainScreen
	style *styles
	of    screen
}

func (s *helpScreen) name() string                   { return "Help" }
func (s *helpScreen) title() string                  { return "Keys" }
func (s *helpScreen) hint() string                   { return "While text is typed, letters are text." }
func (s *helpScreen) keys() []key.Binding            { return nil }
func (s *helpScreen) update(tea.Msg) (move, tea.Cmd) { return stay, nil }

// view has the keys in two columns where there is room.
func (s *helpScreen) view(width, height int) []string {
	const keyWidth, columnWidth = 21, 36
	columns := max(1, min(2, width/columnWidth))
	var lines []string
	for _, group := range s.groups() {
		lines = append(lines, s.style.bold.Render(group.name))
		for row := range slices.Chunk(group.keys, columns) {
			line := ""
			for _, binding := range row {
				line += s.style.accent.Render(pad("  "+spelled(binding), keyWidth)) + pad(binding.Help().Desc, columnWidth-keyWidth)
			}
			lines = append(lines, cut(line, width))
		}
	}
	return fill(lines, min(len(lines), height))
}

// keyGroup is the keys that work in a place.
type keyGroup struct {
	name string
	keys []key.Binding
}

func (s *helpScreen) groups() []keyGroup {
	inList := func(binding key.Binding) bool {
		return slices.ContainsFunc(listKeys(), func(b key.Binding) bool { return slices.Equal(b.Keys(), binding.Keys()) })
	}
	isFilter := func(binding key.Binding) bool { return slices.Equal(binding.Keys(), keys.Filter.Keys()) }
	own := keyGroup{s.of.name(), s.of.keys()}
	groups := []keyGroup{own}
	if slices.ContainsFunc(own.keys, isFilter) {
		groups[0].keys = slices.DeleteFunc(own.keys, inList)
		groups = append(groups, keyGroup{"In lists", listKeys()})
	}
	return append(groups,
		keyGroup{"In the files", append(slices.DeleteFunc(paneKeys(), func(b key.Binding) bool { return b.Help() == keys.Files.Help() }), keys.Back)},
		keyGroup{"Everywhere", []key.Binding{keys.Next, keys.Back, keys.Files, keys.Cost, keys.Help, keys.Cancel}})
}

func (s *helpScreen) enter() {}
