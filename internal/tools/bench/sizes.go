package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/tools/size"
	"github.com/newsvc/newsvc/templates"
)

// measureSizes prints the numbers of files and lines of the services of each framework, with
// their limits.
func measureSizes(o options, checked *targets) error {
	p, err := pack.Load(templates.FS)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nservice\tGo files\tlines\tlines of tests\tall files\t")
	for _, s := range size.Services(p.Manifest) {
		for framework := range strings.SplitSeq(o.frameworks, ",") {
			count, err := s.Of(context.Background(), p, framework)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", s.Name, framework, err)
			}
			sizeRow(w, s.Name+", "+framework, count)
			for _, over := range count.Exceeds(s.Limit) {
				checked.holds(fmt.Sprintf("%s, %s: %s", s.Name, framework, over), false)
			}
		}
		sizeRow(w, "  at most", s.Limit)
	}
	return w.Flush()
}

func sizeRow(w *tabwriter.Writer, name string, c size.Count) {
	fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", name, c.GoFiles, c.Lines, c.TestLines, c.Files)
}
