// Package system is what newsvc knows of the machine that it runs on: the
// environment, the user's folders, paths, the shell, and processes.
package system

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
)

// Env is the environment of a process.
type Env struct {
	Lookup  func(name string) (string, bool)
	Environ func() []string
	OS      string // as in runtime.GOOS
}

// Current returns the environment of this process.
func Current() Env {
	return Env{Lookup: os.LookupEnv, Environ: os.Environ, OS: runtime.GOOS}
}

// Get returns a variable, or "" when it isn't set.
func (e Env) Get(name string) string {
	value, _ := e.Lookup(name)
	return value
}

// On reports whether a variable is set, and not to a word for false.
func (e Env) On(name string) bool {
	value := e.Get(name)
	yes, err := strconv.ParseBool(value)
	return value != "" && (yes || err != nil)
}

// ConfigFile returns the path of the user's settings, or "" when the user has
// no home folder.
func (e Env) ConfigFile() string {
	return e.userFolder("XDG_CONFIG_HOME", os.UserConfigDir, "config.yaml")
}

// PackCache returns the folder in which packs are cached by digest, or "" when
// the user has no home folder.
func (e Env) PackCache() string { return e.userFolder("XDG_CACHE_HOME", os.UserCacheDir, "packs") }

// Claims returns the folders in which newsvc may write its claims: the user's
// cache, or otherwise a folder of the user's in the temporary folder.
func (e Env) Claims() []string {
	var folders []string
	if cache := e.userFolder("XDG_CACHE_HOME", os.UserCacheDir, "claims"); cache != "" {
		folders = append(folders, cache)
	}
	if temporary, err := filepath.Abs(os.TempDir()); err == nil {
		folders = append(folders, filepath.Join(temporary, "newsvc-claims-"+strconv.Itoa(os.Geteuid())))
	}
	return folders
}

// userFolder returns newsvc's file or folder in one of the user's folders,
// which a variable may name.
func (e Env) userFolder(variable string, standard func() (string, error), name string) string {
	dir := e.Get(variable)
	if !filepath.IsAbs(dir) {
		var err error
		if dir, err = standard(); err != nil {
			return ""
		}
	}
	return filepath.Join(dir, "newsvc", name)
}
