package iostreams

import "io"

// HideCursor hides the cursor of Err until show is called. Until then Ctrl-Z
// does nothing, or else the shell would be without a cursor.
func (s *IOStreams) HideCursor() (show func()) {
	resume := holdSuspend()
	_, _ = io.WriteString(s.Err, "\x1b[?25l")
	return func() {
		_, _ = io.WriteString(s.Err, "\x1b[?25h")
		resume()
	}
}
