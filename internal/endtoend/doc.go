// Package endtoend starts generated projects as their users do, with wrangler
// dev, and talks to them from outside: over HTTP, over WebSockets and with a
// browser. In the middle of that it kills the server, as a crash or a power
// cut would, and checks that what was promised is kept. It has tests only.
package endtoend
