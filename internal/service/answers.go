package service

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/spec"
)

// ReadAnswers reads the answers of the service in a folder. It refuses a schema
// in which two steps have the same id.
func ReadAnswers(ctx context.Context, root string) (spec.Answers, error) {
	answers, err := ParseAnswers(ctx, root)
	if err != nil {
		return answers, err
	}
	_, renumbered := change.RenumberDuplicates(answers)
	for id := range renumbered {
		return answers, fault.ActionNeeded("same_id", "two steps of the schema have the id %s: two branches made them in the same second", id).
			WithHint("newsvc continue gives one of them another id")
	}
	return answers, nil
}

// ParseAnswers is ReadAnswers for a schema in which steps may have the same id.
func ParseAnswers(ctx context.Context, root string) (spec.Answers, error) {
	name := filepath.Join(root, render.AnswersPath)
	data, err := disk.ReadRecord(ctx, root, render.AnswersPath)
	switch {
	case err != nil:
		return spec.Answers{}, err
	case merge.HasMarkers(data):
		return spec.Answers{}, fault.ActionNeeded("unmerged", "%s has the markers of a conflict", name).
			WithHint("newsvc continue merges it by meaning while git's merge is under way; otherwise put back what git has: git checkout HEAD -- %s", render.AnswersPath)
	}
	return spec.ParseAnswers(name, data)
}

var (
	flagTried = lazyregexp.New(`^(try|add) --([a-z0-9_-]+) `)
	flagNamed = lazyregexp.New(`--([a-z0-9_-]+)`)
)

// inAnswers rewords failures of spec.Resolve, which name flags, for answers
// that are in a service's file.
func inAnswers(err error) error {
	var errs []error
	for _, e := range fault.All(err) {
		c := *e
		c.Message = render.AnswersPath + ": " + flagNamed().ReplaceAllString(c.Message, "$1")
		c.Hint = flagNamed().ReplaceAllString(flagTried().ReplaceAllString(c.Hint, "write $2: "), "$1")
		if c.Code == "bad_schema" {
			c.Hint = "put back what newsvc wrote there, as git diff " + render.AnswersPath + " shows it; newsvc add and newsvc remove change resources and fields"
		}
		errs = append(errs, &c)
	}
	return errors.Join(errs...)
}
