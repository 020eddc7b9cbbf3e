package deps

// The files of a Go module.
const (
	GoMod = "go.mod"
	GoSum = "go.sum"
)
