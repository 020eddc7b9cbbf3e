package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// composeFile returns the errors that docker compose would report. It sets a required
// variable only after the file has failed without it.
func composeFile(ctx context.Context, data []byte) []string {
	given := types.Mapping{}
	for {
		project, err := load(ctx, data, given)
		if err == nil {
			return unlike(project)
		}
		name, demanded := demand(err)
		if _, again := given[name]; !demanded || again {
			return []string{err.Error()}
		}
		given[name] = secret
	}
}

// secret is the value of required variables.
const secret = "correct horse"

func load(ctx context.Context, data []byte, env types.Mapping) (*types.Project, error) {
	return loader.LoadWithContext(ctx, types.ConfigDetails{
		WorkingDir:  "/service",
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: data}},
		Environment: env,
	}, func(o *loader.Options) { o.SetProjectName("service", false) })
}

// demand returns the variable that a ${NAME:?…} requires.
func demand(err error) (string, bool) {
	_, rest, found := strings.Cut(err.Error(), "required variable ")
	name, _, cut := strings.Cut(rest, " is missing a value")
	return name, found && cut
}

// unlike returns the findings in a project: passwords in the file, and missing
// restrictions.
func unlike(project *types.Project) []string {
	var findings []string
	for name, service := range project.Services {
		for variable, value := range service.Environment {
			if strings.Contains(variable, "PASSWORD") && (value == nil || *value != secret) {
				findings = append(findings, fmt.Sprintf("%s: the file contains the value of %s", name, variable))
			}
		}
		if service.Build != nil && (!service.ReadOnly || len(service.CapDrop) == 0 || service.User == "") {
			findings = append(findings, name+": needs user, read_only and cap_drop")
		}
	}
	return findings
}
