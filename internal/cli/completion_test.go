//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// typed is what bash does when somebody presses Tab behind words; it prints what
// is offered. Helpers that bash-completion has are made up.
const typed = `
source <(docreate completion bash)
_get_comp_words_by_ref() { cur=${COMP_WORDS[COMP_CWORD]}; words=("${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
__ltrim_colon_completions() { :; }
compopt() { :; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=9
__start_docreate
printf '%s\n' "${COMPREPLY[@]%%  *}"
`

func TestBashCompletion(t *testing.T) {
	for _, test := range []struct {
		words []string
		want  string
	}{
		{[]string{"pres"}, "preset\n"},
		{[]string{"preset", "show", "leader"}, "leader-election\nleaderboard\n"},
		{[]string{"new", "--preset", "str"}, "stripe-webhooks\n"},
		{[]string{"new", "--feature", "id"}, "identity\n"},
		{[]string{"new", "--feature", "ttl,id"}, "ttl,identity\n"},
		{[]string{"new", "--feature", "identity,ttl,r"}, "identity,ttl,rate-limit\nidentity,ttl,recovery\n"},
		{[]string{"new", "--package-manager", "y"}, "yarn\n"},
		{[]string{"new", "--pattern", "sharded:Votes", "--pattern", "room", "--option", "Votes.s"}, "Votes.shards=8\n"},
		{[]string{"new", "--option", "V"}, "\n"},
		{[]string{"completion", "po"}, "powershell\n"},
	} {
		cmd := exec.Command("bash", append([]string{"-c", typed, "bash", "docreate"}, test.words...)...)
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+filepath.Join(cmd.Dir, "config"))
		out, err := cmd.CombinedOutput()
		if err != nil || string(out) != test.want {
			t.Errorf("%q: %v, offered\n%s, want\n%s", test.words, err, out, test.want)
		}
	}
}
