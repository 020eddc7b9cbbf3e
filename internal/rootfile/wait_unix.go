//go:build unix

package rootfile

import "golang.org/x/sys/unix"

// neverWait are the flags with which opening a pipe or a terminal neither
// waits nor has any effect on it.
const neverWait = unix.O_NONBLOCK | unix.O_NOCTTY

var notAFolder error = unix.ENOTDIR
