package wrangler

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// between are the texts that may stand between two tokens.
var between = []string{"", "", "", " ", " ", "\n", "\n  ", "\n\t\t", "\r\n    ", "\n\n", "/* c */", " // c\n", "\n// c\n  ", " /* c\n c */ "}

// scatter returns a file with the same values, in a layout made up from a seed.
// A few of the layouts are tidy, most are not.
func scatter(src []byte, seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 0))
	palette := make([]string, 1+random.IntN(4))
	for i := range palette {
		palette[i] = between[random.IntN(len(between))]
	}
	trailing := random.IntN(3)
	var out strings.Builder
	tokens := tokensOf(src)
	for i, token := range tokens {
		closes := i+1 < len(tokens) && strings.ContainsAny(tokens[i+1], "}]")
		if token == "," && closes {
			continue
		}
		out.WriteString(token)
		if closes && !strings.ContainsAny(token, "{[") && random.IntN(3) < trailing {
			out.WriteString(",")
		}
		out.WriteString(palette[random.IntN(len(palette))])
	}
	return []byte(out.String())
}

// tokensOf returns the tokens of a file without white space and comments.
func tokensOf(src []byte) []string {
	src = []byte(strings.TrimPrefix(string(src), byteOrderMark))
	var all []string
	word := ""
	flush := func() {
		if word != "" {
			all = append(all, word)
		}
		word = ""
	}
	for i := 0; i < len(src); {
		next := skipToken(src, i)
		switch {
		case strings.ContainsRune(" \t\r\n/", rune(src[i])):
			flush()
		case src[i] == '"' || strings.ContainsRune("{}[]:,", rune(src[i])):
			flush()
			all = append(all, string(src[i:next]))
		default:
			word += string(src[i])
		}
		i = next
	}
	flush()
	return all
}

func checkScattered(t *testing.T, name string, src []byte, seed uint64) {
	t.Helper()
	text := scatter(src, seed)
	for _, change := range slices.Concat(steps, oddities[len(oddities)-2:]) {
		if !checkLaws(t, name, text, change.make) {
			t.Errorf("%s fails in layout %d of %s:\n%s", change.name, seed, name, text)
		}
	}
	if t.Failed() {
		t.Logf("layout %d of %s", seed, name)
	}
}

func TestLawsHoldInEveryLayout(t *testing.T) {
	t.Parallel()
	for name, src := range inputs(t) {
		for seed := range uint64(10) {
			checkScattered(t, name, src, seed)
		}
	}
}

func FuzzLayout(f *testing.F) {
	all := inputs(f)
	names := slices.Sorted(maps.Keys(all))
	for i := range names {
		f.Add(uint(i), uint64(i))
	}
	f.Fuzz(func(t *testing.T, file uint, seed uint64) {
		name := names[file%uint(len(names))]
		checkScattered(t, name, all[name], seed)
	})
}
