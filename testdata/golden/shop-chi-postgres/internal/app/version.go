package app

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// linkedVersion is the version of a build for others. The linker sets it.
var linkedVersion string

// versionLine says which build this is, for which system.
func versionLine() string {
	name := linkedVersion
	if info, ok := debug.ReadBuildInfo(); ok && name == "" {
		name = info.Main.Version
	}
	if name == "" {
		name = "(devel)"
	}
	return fmt.Sprintf("%s %s %s/%s", name, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
