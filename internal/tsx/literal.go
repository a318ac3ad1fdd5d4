package tsx

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Value is the string that the literal stands for, its escapes resolved. Half
// of a surrogate pair alone becomes U+FFFD.
func (n *StringLit) Value() string {
	if len(n.raw) == 0 {
		return ""
	}
	text := n.raw[1:]
	if text != "" && text[len(text)-1] == n.raw[0] {
		text = text[:len(text)-1]
	}
	if n.jsx {
		return text
	}
	return unescape(text)
}

// NameText is the string that the literal stands for.
func (n *StringLit) NameText() string { return n.Value() }

// NameText is the number as written.
func (n *NumberLit) NameText() string { return n.Raw }

// NameText is the number as written.
func (n *BigIntLit) NameText() string { return n.Raw }

// Text is the part as written, without its delimiters.
func (n *TemplatePart) Text() string {
	if len(n.raw) == 0 {
		return ""
	}
	text := n.raw[1:]
	if rest, ok := strings.CutSuffix(text, "${"); ok {
		return rest
	}
	return strings.TrimSuffix(text, "`")
}

// Value is the part with its escapes resolved, and with line breaks as \n,
// as the program sees it.
func (n *TemplatePart) Value() string {
	text := n.Text()
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return unescape(text)
}

// unescape resolves the escape sequences of a string. One that is not valid
// stays as it is.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var units []uint16 // of a run of \u escapes, which may form pairs
	var b strings.Builder
	flush := func() {
		for _, r := range utf16.Decode(units) {
			b.WriteRune(r)
		}
		units = units[:0]
	}
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			flush()
			b.WriteByte(s[i])
			i++
			continue
		}
		size, msg := escapeSize(s[i:])
		if r, n := unicodeEscape(s[i:]); n > 0 && r <= 0xFFFF {
			units = append(units, uint16(r))
		} else {
			flush()
			b.WriteString(escapeValue(s[i:i+size], msg == ""))
		}
		i += size
	}
	flush()
	return b.String()
}

// escapeValue is what one escape sequence stands for.
func escapeValue(s string, valid bool) string {
	if !valid || len(s) < 2 {
		return s
	}
	switch s[1] {
	case '0':
		return "\x00"
	case 'b':
		return "\b"
	case 't':
		return "\t"
	case 'n':
		return "\n"
	case 'v':
		return "\v"
	case 'f':
		return "\f"
	case 'r':
		return "\r"
	case 'x':
		return string(hexValue(s[2])<<4 | hexValue(s[3]))
	case 'u':
		r, _ := unicodeEscape(s)
		return string(r)
	case '\n', '\r':
		return ""
	}
	if r, _ := utf8.DecodeRuneInString(s[1:]); r == '\u2028' || r == '\u2029' {
		return ""
	}
	return s[1:]
}
