//go:build unix

package cli

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

var sequence = regexp.MustCompile(`^\x1b\[(\??[0-9;]*)([a-zA-Z])`)

// drawn is what a terminal shows of an output. It knows the few sequences that
// progress is drawn with and refuses all others.
func drawn(t *testing.T, output string, width int) string {
	t.Helper()
	lines, row, column := [][]rune{nil}, 0, 0
	for output != "" {
		if match := sequence.FindStringSubmatch(output); match != nil {
			switch match[1] + match[2] {
			case "J":
				lines = lines[:row+1]
				lines[row] = lines[row][:min(column, len(lines[row]))]
			case "?25l", "?25h":
			default:
				if match[2] != "m" {
					t.Fatalf("sequence %q", match[0])
				}
			}
			output = output[len(match[0]):]
			continue
		}
		r, size := utf8.DecodeRuneInString(output)
		output = output[size:]
		switch {
		case r == '\r':
			column = 0
			continue
		case r == '\n' || column == width:
			if row++; row == len(lines) {
				lines = append(lines, nil)
			}
			column = 0
		}
		if r == '\n' {
			continue
		}
		if r < ' ' {
			t.Fatalf("character %q", r)
		}
		for len(lines[row]) <= column {
			lines[row] = append(lines[row], ' ')
		}
		lines[row][column] = r
		column++
	}
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(strings.TrimRight(string(line), " ") + "\n")
	}
	return strings.TrimRight(text.String(), "\n") + "\n"
}
