//go:build unix

package rootfile

import "golang.org/x/sys/unix"

// nonBlocking has the flags with which opening a pipe or a terminal neither blocks
// nor has side effects.
const nonBlocking = unix.O_NONBLOCK | unix.O_NOCTTY

var notAFolder error = unix.ENOTDIR
