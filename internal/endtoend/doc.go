// Package endtoend uses docreate and what it writes as people do: it answers the
// form in a terminal, starts generated projects with wrangler dev, and talks to
// them from outside: over HTTP, over WebSockets and with a browser. In the
// middle of that it kills the server, as a crash or a power cut would, and
// checks that what was promised is kept. It has tests only.
package endtoend
