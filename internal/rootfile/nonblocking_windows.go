package rootfile

import "syscall"

// nonBlocking is empty: pipes don't have names in folders on Windows.
const nonBlocking = 0

var notAFolder error = syscall.ENOTDIR
