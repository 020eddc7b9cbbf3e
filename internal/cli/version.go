package cli

import (
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fault"
)

// Set by the linker in a release, whose build knows neither its module's version
// nor its commit.
var (
	releaseVersion string
	releaseCommit  string
)

func newVersionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print newsvc's version, commit and Go version",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v := buildVersion()
			choice, err := a.choosePack(cmd.Context(), "")
			if err != nil {
				v.Problem = fault.All(err)[0].Error() // the version is needed to report it
			} else {
				v.Pack = &choice.PackChoice
			}
			return a.Emit(v)
		},
	}
}

// buildVersion reads the version from the build.
func buildVersion() document.Version {
	v := document.Version{
		Header: document.NewHeader("version"),
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
