package cli

import (
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/plain"
)

// Set by the linker in a release, whose build knows neither its module's version
// nor its commit.
var (
	releaseVersion string
	releaseCommit  string
)

type versionDocument struct {
	header
	Newsvc string `json:"newsvc"`
	Commit string `json:"commit,omitempty"`
	Go     string `json:"go"`
}

func newVersionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print newsvc's version, commit and Go version",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			return a.emit(buildVersion())
		},
	}
}

func (v versionDocument) print(a *app) error {
	text := "newsvc " + v.Newsvc
	if v.Commit != "" {
		text += " (" + v.Commit + ")"
	}
	return a.say(plain.Sprintf("%s %s\n", text, v.Go))
}

// buildVersion reads the version from the build.
func buildVersion() versionDocument {
	v := versionDocument{
		header: header{"newsvc/version", 1},
		Newsvc: "(devel)",
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		v.Go = info.GoVersion
		if info.Main.Version != "" {
			v.Newsvc = info.Main.Version
		}
		v.Commit = commit(info.Settings)
	}
	if releaseVersion != "" {
		v.Newsvc = releaseVersion
	}
	if releaseCommit != "" {
		v.Commit = releaseCommit
	}
	return v
}

// released reports whether a version is a release, whose pack is available to
// everyone: not a commit after a release, and not a build of changed sources.
func released(version string) bool {
	return strings.HasPrefix(version, "v") && !strings.ContainsAny(version, "-+")
}

// commit is the revision that was built, marked when the work tree had changes.
func commit(settings []debug.BuildSetting) string {
	revision, dirty := "", false
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if revision != "" && dirty {
		revision += " with changes"
	}
	return revision
}
