package process

import (
	"os/exec"
	"strconv"
	"syscall"
)

// apart keeps a Ctrl-C from a program, so that it is ended in one place only.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// terminate ends a program and its children at once: Windows has no signal to
// ask them with.
func terminate(pid int) error {
	return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(pid)).Run()
}

// kill has nothing left to do: what terminate ends does not linger.
func kill(int) {}
