package rootfile

import "syscall"

// neverWait is not needed: pipes have no names in Windows' folders.
const neverWait = 0

var notAFolder error = syscall.ENOTDIR
