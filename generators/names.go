package generators

import (
	"strings"

	"github.com/docreate/docreate/internal/spec"
)

// rename replaces the default names of a pattern by others, as whole words.
//
// A class name also counts where it begins a longer one (ChatRoomLimits), and
// so does a binding (CHAT_ROOM_SHARDS) and a slug (chat-room-2).
func rename(text string, from, to spec.Names) string {
	if from == to {
		return text
	}
	names := [...]struct {
		from, to            string
		partBefore, partEnd func(byte) bool // bytes that make a name part of another word
	}{
		{from.Class, to.Class, isWord, func(b byte) bool { return isWord(b) && !isUpper(b) }},
		{from.Binding, to.Binding, isWord, func(b byte) bool { return isWord(b) && b != '_' }},
		{from.Slug, to.Slug, func(b byte) bool { return isWord(b) || b == '-' }, isWord},
	}
	for _, name := range names {
		text = replaceWord(text, name.from, name.to, name.partBefore, name.partEnd)
	}
	return text
}

func replaceWord(text, from, to string, partBefore, partAfter func(byte) bool) string {
	var out strings.Builder
	last := 0
	for at := 0; ; {
		i := strings.Index(text[at:], from)
		if i < 0 {
			break
		}
		start, end := at+i, at+i+len(from)
		at = end
		if start > 0 && partBefore(text[start-1]) || end < len(text) && partAfter(text[end]) {
			continue
		}
		out.WriteString(text[last:start])
		out.WriteString(to)
		last = end
	}
	out.WriteString(text[last:])
	return out.String()
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }

// isWord reports whether a byte can be part of an identifier. Letters beyond
// ASCII count. A dollar does not: templates use it in `name${…}` only.
func isWord(b byte) bool {
	return isUpper(b) || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_' || b >= 0x80
}
