package templates

import _ "embed" // for Released

// Released is the archive of the pack's released versions, in the form of
// internal/packstore. `make release-pack` adds a version.
//
//go:embed released.bin
var Released string
