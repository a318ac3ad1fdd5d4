package iostreams

import "testing"

func TestStyledOnlyOnATerminal(t *testing.T) {
	s, _, _, _ := Test()
	if got := s.Styled(Red, "x"); got != "x" {
		t.Errorf("into a buffer: %q", got)
	}
	s.SetTerminal(true)
	if got := s.Styled(Red, "x"); got != "\x1b[31mx\x1b[0m" {
		t.Errorf("on a terminal: %q", got)
	}
	s.DisableColour()
	if got := s.Styled(Red, "x"); got != "x" {
		t.Errorf("with colour off: %q", got)
	}
}

func TestCanPrompt(t *testing.T) {
	s, _, _, _ := Test()
	if s.CanPrompt() {
		t.Error("a buffer can be asked")
	}
	s.SetTerminal(true)
	if !s.CanPrompt() {
		t.Error("a terminal cannot be asked")
	}
}

func TestSystemHonoursNoColor(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	if s := System(); s.colour {
		t.Error("colour is on")
	}
}
