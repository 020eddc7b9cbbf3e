package e2e

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// container writes a program that runs a service as a container would, and returns
// its path. The image is the root file system. It is read-only, except for /tmp, the
// image's volumes and the folder of the file in DATABASE_URL. The service runs as the
// image's user, with the image's environment variables as defaults. Network and
// processes are not isolated. The program execs the service, so that signals reach it.
func (i image) container(t *testing.T) string {
	t.Helper()
	lines := []string{"#!/bin/sh"}
	for _, variable := range i.config.Env {
		if name, value, _ := strings.Cut(variable, "="); name != "PATH" {
			lines = append(lines, "export "+name+"=\"${"+name+"-"+value+"}\"")
		}
	}
	words := []string{"exec unshare --mount sh -c " + quote(enter), "sh", quote(i.root), quote(i.config.User), quote(i.volumes())}
	for _, word := range i.config.Entrypoint {
		words = append(words, quote(word))
	}
	lines = append(lines, strings.Join(words, " ")+` "$@"`, "")
	path := filepath.Join(t.TempDir(), "container")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func (i image) volumes() string {
	return strings.Join(slices.Sorted(maps.Keys(i.config.Volumes)), " ")
}

// enter is a script whose arguments are the root, the user, the volumes and the command.
const enter = `set -eu
root=$1 user=$2 volumes=$3
shift 3
mount --bind "$root" "$root"
mount --rbind /proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
for volume in $volumes; do
	mount --bind "$root$volume" "$root$volume"
done
file=${DATABASE_URL-}
file=${file#file:}
file=${file%%\?*}
case $file in
/*)
	dir=$(dirname "$file")
	until [ -d "$dir" ]; do dir=$(dirname "$dir"); done
	if [ "$dir" != / ]; then # Otherwise, the file is in the image.
		chown "$user" "$dir"
		mkdir -p "$root$dir"
		mount --bind "$dir" "$root$dir"
	fi
	;;
esac
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user" --groups= "$root" "$@"
`

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
