package failure

// Violation is one thing that is wrong with a value.
type Violation struct {
	// Field is the field's name as clients know it; empty for the whole value.
	Field string
	// Detail says what is wrong, in a client's words: "must not be blank".
	Detail string
}

// Violations returns all that the errors in err's tree say is wrong, in their
// order: errors say so by a method Violations.
func Violations(err error) []Violation {
	switch err := err.(type) { //nolint:errorlint // The tree is walked here, branch by branch.
	case interface{ Violations() []Violation }:
		return err.Violations()
	case interface{ Unwrap() error }:
		return Violations(err.Unwrap())
	case interface{ Unwrap() []error }:
		var found []Violation
		for _, branch := range err.Unwrap() {
			found = append(found, Violations(branch)...)
		}
		return found
	default:
		return nil
	}
}
