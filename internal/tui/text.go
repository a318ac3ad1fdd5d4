package tui

import (
	"strings"
	"unicode"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// split returns the lines of a text, without the space that pads them.
func split(text string) []string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// wrap breaks a text at spaces, and words that are too long anywhere.
func wrap(text string, width int) []string {
	width = max(1, width)
	lines, line := []string{}, ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case ansi.StringWidth(line)+1+ansi.StringWidth(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
		for ansi.StringWidth(line) > width {
			head := ansi.Truncate(line, width, "")
			if head == "" {
				break // one character that is wider than the line
			}
			lines, line = append(lines, head), strings.TrimPrefix(line, head)
		}
	}
	return append(lines, line)
}

// styled gives each line a style, which must not reach over line ends.
func styled(style lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if line != "" {
			out[i] = style.Render(line)
		}
	}
	return out
}

// cut shortens a line to a width.
func cut(line string, width int) string {
	return ansi.Truncate(line, max(0, width), "…")
}

// pad makes a line exactly as wide as it shall be.
func pad(line string, width int) string {
	line = cut(line, width)
	return line + strings.Repeat(" ", max(0, width-ansi.StringWidth(line)))
}

// fill makes a block of lines exactly as high as it shall be.
func fill(lines []string, height int) []string {
	height = max(0, height)
	if len(lines) > height {
		return lines[:height]
	}
	return append(lines, make([]string, height-len(lines))...)
}

// window returns where to begin to show count lines of a total, so that the
// line at is among them and as little as possible moves.
func window(top, at, count, total int) int {
	near := min(2, (count-1)/2) // lines of company for it
	top = min(top, at-near)
	top = max(top, at-count+1+near)
	return max(0, min(top, total-count))
}

// printable makes a line of a file safe to show: tabs become spaces, and what
// could steer the terminal is left out.
func printable(line string) string {
	line = strings.ReplaceAll(line, "\t", "  ")
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, line)
}
