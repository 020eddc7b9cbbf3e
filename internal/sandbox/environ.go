package sandbox

import (
	"slices"
	"strings"
)

// safeVariables lists the variables that every program gets: where things are on this
// machine and how Go builds. None of them is a secret. A name that ends in * is a
// prefix.
var safeVariables = strings.Fields(`
	CI COLUMNS HOME LANG LANGUAGE LC_* LOGNAME NO_COLOR PATH SHELL TERM TZ USER XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME
	LD_LIBRARY_PATH DYLD_LIBRARY_PATH DEVELOPER_DIR MACOSX_DEPLOYMENT_TARGET SDKROOT SSL_CERT_DIR SSL_CERT_FILE
	ALLUSERSPROFILE APPDATA COMMONPROGRAMFILES COMMONPROGRAMFILES(X86) COMMONPROGRAMW6432 COMSPEC HOMEDRIVE HOMEPATH
	LOCALAPPDATA NUMBER_OF_PROCESSORS OS PATHEXT PROCESSOR_ARCHITECTURE PROCESSOR_IDENTIFIER PROGRAMDATA PROGRAMFILES
	PROGRAMFILES(X86) PROGRAMW6432 PUBLIC SYSTEMDRIVE SYSTEMROOT USERNAME USERPROFILE WINDIR
	GO111MODULE GO386 GOAMD64 GOARCH GOARM GOARM64 GOCACHE GODEBUG GOENV GOEXPERIMENT GOFIPS140 GOFLAGS GOGC GOINSECURE
	GOMAXPROCS GOMEMLIMIT GOMIPS GOMIPS64 GOMODCACHE GONOPROXY GONOSUMDB GOOS GOPATH GOPPC64 GOPRIVATE GORISCV64 GOROOT
	GOSUMDB GOTRACEBACK GOVCS GOWASM
	AR CC CXX FC PKG_CONFIG PKG_CONFIG_LIBDIR PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR CGO_CFLAGS* CGO_CPPFLAGS* CGO_CXXFLAGS*
	CGO_ENABLED CGO_FFLAGS* CGO_LDFLAGS* GCCGO NIX_*
`)

// downloadVariables lists the variables that the go command needs to download modules.
// They may contain passwords, so the service's tests don't get them.
var downloadVariables = strings.Fields(`
	ALL_PROXY GOAUTH GOPROXY HTTP_PROXY HTTPS_PROXY NETRC NO_PROXY GIT_ASKPASS GIT_CONFIG_* GIT_EXEC_PATH GIT_SSH
	GIT_SSH_COMMAND GIT_SSL_* GIT_TERMINAL_PROMPT SSH_AGENT_PID SSH_ASKPASS SSH_ASKPASS_REQUIRE SSH_AUTH_SOCK
`)

// allowed returns the entries of an environment whose names are on the lists. It
// ignores case, as Windows does.
func allowed(environ []string, lists ...[]string) []string {
	names := slices.Concat(lists...)
	var entries []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		name = strings.ToUpper(name)
		if slices.ContainsFunc(names, func(pattern string) bool {
			start, any := strings.CutSuffix(pattern, "*")
			return name == pattern || any && strings.HasPrefix(name, start)
		}) {
			entries = append(entries, entry)
		}
	}
	return entries
}
