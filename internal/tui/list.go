package tui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// row is a line of a list.
type row struct {
	id     string
	mark   string // in front: "[x]"
	title  string
	side   string // right of the title
	faint  bool   // it cannot be chosen
	search string // what a filter looks at besides the title
}

// list is a list to walk through, with a filter.
type list struct {
	style     *styles
	rows      func() []row // all of them, as they are now
	at        string       // id of the row under the cursor
	top       int          // of what is in view
	text      string
	filter    *field
	filtering bool // the filter is being typed
}

func newList(style *styles, rows func() []row) *list {
	l := &list{style: style, rows: rows}
	l.clear()
	return l
}

// clear drops the filter.
func (l *list) clear() {
	l.text, l.filtering = "", false
	l.filter = newField(l.style, "", "", &l.text, func(string) error { return nil })
	l.filter.setPrompt("")
}

// visible are the rows that the filter lets through.
func (l *list) visible() []row {
	words := strings.Fields(strings.ToLower(l.text))
	return slices.DeleteFunc(l.rows(), func(r row) bool {
		text := strings.ToLower(r.title + " " + r.side + " " + r.id + " " + r.search)
		return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
	})
}

// index is where the cursor is among rows; the first where its row is gone.
func (l *list) index(rows []row) int {
	return max(0, slices.IndexFunc(rows, func(r row) bool { return r.id == l.at }))
}

// current is the row under the cursor.
func (l *list) current() (row, bool) {
	rows := l.visible()
	if len(rows) == 0 {
		return row{}, false
	}
	return rows[l.index(rows)], true
}

// update handles what every list does with keys and reports whether the key is
// used up.
func (l *list) update(msg tea.Msg) (bool, tea.Cmd) {
	press, isKey := msg.(tea.KeyPressMsg)
	if isKey && l.walk(press) {
		return true, nil
	}
	if l.filtering {
		return l.updateFilter(msg)
	}
	switch {
	case !isKey:
		return false, nil
	case key.Matches(press, keys.Filter):
		l.filtering = true
		l.filter.focus()
	case key.Matches(press, keys.Back) && l.text != "":
		l.clear()
	default:
		return false, nil
	}
	return true, nil
}

func (l *list) updateFilter(msg tea.Msg) (bool, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(press, keys.Back):
			l.clear()
			return true, nil
		case key.Matches(press, keys.Next):
			l.filtering = false
			l.filter.blur()
			return true, nil
		}
	}
	return true, l.filter.update(msg)
}

// walk moves the cursor.
func (l *list) walk(press tea.KeyPressMsg) bool {
	by := 0
	const all = 1 << 20
	switch {
	case pressed(press, l.filtering, keys.Up):
		by = -1
	case pressed(press, l.filtering, keys.Down):
		by = 1
	case key.Matches(press, keys.PageUp):
		by = -5
	case key.Matches(press, keys.PageDown):
		by = 5
	case key.Matches(press, keys.Home) && !l.filtering:
		by = -all
	case key.Matches(press, keys.End) && !l.filtering:
		by = all
	default:
		return false
	}
	if rows := l.visible(); len(rows) > 0 {
		l.at = rows[max(0, min(l.index(rows)+by, len(rows)-1))].id
	}
	return true
}

// view shows the list in at most height lines, with the filter on top where
// there is one. Inline replaces the side of the current row.
func (l *list) view(width, height int, inline string) []string {
	var lines []string
	if l.filtering || l.text != "" {
		lines = append(lines, l.style.accent.Render("/ ")+l.filter.lines(width - 2)[0])
	}
	rows := l.visible()
	if len(rows) == 0 {
		return append(lines, l.style.faint.Render("  nothing matches; esc clears the filter"))
	}
	at, count := l.index(rows), max(1, height-len(lines))
	l.top = window(l.top, at, count, len(rows))
	column := 0
	for _, r := range rows {
		column = max(column, len([]rune(r.title)))
	}
	column = min(column, width*2/3)
	for i := l.top; i < min(l.top+count, len(rows)); i++ {
		line := l.line(rows[i], i == at, column)
		if i == at && inline != "" {
			line = pad(l.line(row{mark: rows[i].mark, title: rows[i].title}, true, column), column+8) + inline
		}
		lines = append(lines, cut(line, width))
	}
	return lines
}

func (l *list) line(r row, current bool, column int) string {
	cursor, title := "  ", pad(r.title, column)
	mark := r.mark
	switch {
	case current:
		cursor, title, mark = l.style.accent.Render("> "), l.style.selected.Render(title), l.style.selected.Render(mark)
	case r.faint:
		title, mark = l.style.faint.Render(title), l.style.faint.Render(mark)
	case strings.Contains(r.mark, "x"):
		mark = l.style.good.Render(mark)
	}
	return cursor + mark + " " + title + "  " + l.style.faint.Render(r.side)
}
