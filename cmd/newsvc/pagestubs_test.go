//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// stubs are programs that pages call and that can't run in a test: each is a script that
// only accepts calls that the real one would understand. `$@` are the arguments.
var stubs = map[string]string{
	"docker": `case $1 in
build) shift; for last; do :; done; test -f "$last/Dockerfile" || { echo "docker build: no Dockerfile in $last" >&2; exit 1; }; echo "built $*" ;;
compose) test -f compose.yaml || { echo 'docker compose: no compose.yaml' >&2; exit 1; } ;;
login|push|pull|run|tag|stop) test $# -gt 1 || { echo "docker $1: an argument is missing" >&2; exit 1; } ;;
*) echo "docker: unknown command $1" >&2; exit 1 ;;
esac`,
	"kubectl": `case $1 in
apply) test "$2" = -f && test -s "$3" && grep -q '^kind: ' "$3" ;;
rollout) test "$2" = status -o "$2" = undo ;;
create|get|logs|port-forward|set|delete) test $# -gt 1 ;;
*) echo "kubectl: unknown command $1" >&2; exit 1 ;;
esac`,
	"gh": `case "$1 $2" in
'pr create') while test $# -gt 0; do case $1 in --body-file) test -s "$2" || exit 1 ;; esac; shift; done ;;
'repo create'|'run watch'|'pr checks') ;;
*) echo "gh: unknown command $1 $2" >&2; exit 1 ;;
esac`,
	"cosign": `test "$1" = verify-blob -a -s "$2" -a "$3" = --bundle -a -e "$4" -a "$5" = --certificate-identity-regexp -a "$7" = --certificate-oidc-issuer -a $# = 8 &&
	echo https://github.com/newsvc/newsvc/.github/workflows/release.yml@refs/tags/v1.2.3 | grep -E "$6"`,
	"ssh": `test $# = 2 && sh -n -c "$2" && echo "ssh $*"`,
	"scp": `for file; do case $file in -*|*:*) ;; *) test -e "$file" || { echo "scp: no file $file" >&2; exit 1; } ;; esac; done`,
}

// stubs writes the programs that pages can't really call, and a curl that finds the
// service of the page at localhost:8080, whatever its address is.
func (s *pageShell) stubs(t *testing.T) {
	t.Helper()
	scripts := map[string]string{}
	for name, script := range stubs {
		scripts[name] = script
	}
	if curl, err := exec.LookPath("curl"); err == nil {
		scripts["curl"] = "exec " + curl + " --connect-to localhost:8080:" + s.addr + ` "$@"`
	}
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(s.bin, name), []byte("#!/bin/sh\n"+strings.TrimSpace(script)+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}
