package size_test

import (
	"slices"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/size"
	"github.com/newsvc/newsvc/templates"
)

// TestServices checks the limits.
func TestServices(t *testing.T) {
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range size.Services(p.Manifest) {
		for _, framework := range p.Manifest.Option("framework").Choices {
			t.Run(s.Name+"/"+framework.Name, func(t *testing.T) {
				count, err := s.Of(t.Context(), p, framework.Name)
				if err != nil {
					t.Fatal(err)
				}
				if count.GoFiles == 0 || count.Lines == 0 || count.TestLines == 0 {
					t.Errorf("empty count: %s", count)
				}
				for _, over := range count.Exceeds(s.Limit) {
					t.Error(over)
				}
				t.Logf("%s (limit %s)", count, s.Limit)
			})
		}
	}
}

func TestExceeds(t *testing.T) {
	limit := size.Count{GoFiles: 1, Lines: 2, TestLines: 3, Files: 4}
	if over := limit.Exceeds(limit); over != nil {
		t.Errorf("a limit exceeds itself: %q", over)
	}
	want := []string{"2 Go files, 1 allowed", "4 lines of tests, 3 allowed"}
	if over := (size.Count{GoFiles: 2, Lines: 2, TestLines: 4, Files: 4}).Exceeds(limit); !slices.Equal(over, want) {
		t.Errorf("got %q, want %q", over, want)
	}
}
