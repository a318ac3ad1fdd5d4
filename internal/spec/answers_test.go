package spec

import (
	"reflect"
	"testing"
)

func TestAnswersOver(t *testing.T) {
	install, git := true, false
	preset := Answers{Name: "preset", PackageManager: NPM, Patterns: []string{"room"}, Features: []string{"ttl"}, Install: &install}
	flags := Answers{Name: "flag", Patterns: []string{"sharded"}, Git: &git}
	got := flags.Over(preset)
	want := Answers{Name: "flag", PackageManager: NPM, Patterns: []string{"room", "sharded"}, Features: []string{"ttl"}, Install: &install, Git: &git}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := (Answers{}).Over(preset); !reflect.DeepEqual(got, preset) {
		t.Errorf("nothing over a preset is %+v", got)
	}
}

func TestAnswersOf(t *testing.T) {
	s := Spec{Name: "demo", PackageManager: Bun, Patterns: []Pattern{{"room", NamesOf("Lobby")}}, Features: []string{"ttl"}}
	want := Answers{Name: "demo", PackageManager: Bun, Patterns: []string{"room:Lobby"}, Features: []string{"ttl"}}
	if got := AnswersOf(s); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
