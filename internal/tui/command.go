package tui

import "strings"

// wrapCommand breaks a command line where a shell may have a line end: between
// words, and rather not between a flag and its value. A list that is too long is
// given to its flag in parts.
func wrapCommand(command string, width int) []string {
	var lines []string
	line := ""
	for _, part := range flags(shellWords(command), width) {
		switch {
		case line == "":
			line = part
		case len(line)+1+len(part) <= width:
			line += " " + part
		default:
			lines, line = append(lines, line), part
		}
	}
	return append(lines, line)
}

// shellWords splits a command line at the spaces that are not in quotes.
func shellWords(command string) []string {
	quoted, escaped := false, false
	return strings.FieldsFunc(command, func(r rune) bool {
		if r == '\'' && !escaped {
			quoted = !quoted
		}
		escaped = r == '\\' && !quoted && !escaped
		return r == ' ' && !quoted
	})
}

// flags puts the value of a flag behind it, in parts no longer than width where
// it is a list.
func flags(words []string, width int) []string {
	var parts []string
	for i := 0; i < len(words); i++ {
		if !strings.HasPrefix(words[i], "--") || i+1 == len(words) || strings.HasPrefix(words[i+1], "--") {
			parts = append(parts, words[i])
			continue
		}
		flag, value := words[i]+" ", ""
		i++
		for _, item := range strings.Split(words[i], ",") {
			if value != "" && len(flag)+len(value)+1+len(item) > width {
				parts, value = append(parts, flag+value), ""
			}
			if value != "" {
				value += ","
			}
			value += item
		}
		parts = append(parts, flag+value)
	}
	return parts
}
