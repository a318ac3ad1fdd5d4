//go:build unix

package process

import "syscall"

// apart makes a program the leader of a session without a terminal, and so of a
// process group that its children are in.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// terminate tells a program and its children to end.
func terminate(pid int) error { return syscall.Kill(-pid, syscall.SIGTERM) }

// kill ends whatever is left of a program and its children.
func kill(pid int) {
	// That nothing is left is no error.
	_ = syscall.Kill(-pid, syscall.SIGKILL)
}
