// Package templates holds the built-in pack.
package templates

import "embed"

// FS is the pack: pack.yaml and all that it names, and benchmarks.yaml.
//
//go:embed pack.yaml benchmarks.yaml CHANGELOG.md all:deps all:layers all:partials
var FS embed.FS
