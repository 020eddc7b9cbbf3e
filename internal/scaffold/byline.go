package scaffold

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// ByLine sorts the errors in a file by their lines. Those of flags come first.
func ByLine(file string, err error) error {
	if file == "-" {
		file = standardInput
	}
	line := func(e *fault.Error) int {
		rest, _ := strings.CutPrefix(e.Message, plain.Line(file)+":")
		number, _, _ := strings.Cut(rest, ":")
		n, _ := strconv.Atoi(number)
		return n
	}
	all := fault.All(err)
	slices.SortStableFunc(all, func(a, b *fault.Error) int { return line(a) - line(b) })
	var errs []error
	for _, e := range all {
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}
