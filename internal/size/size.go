// Package size counts the files and lines of generated services and compares them
// with the documented limits.
package size

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Count is the size of a service. Lines are those of Go files.
type Count struct {
	GoFiles   int // without tests
	Lines     int // without tests
	TestLines int
	Files     int // of all kinds
}

// String formats the numbers as the cells of a table.
func (c Count) String() string {
	return fmt.Sprintf("%d | %d | %d | %d", c.GoFiles, c.Lines, c.TestLines, c.Files)
}

// Exceeds lists the numbers that exceed a limit.
func (c Count) Exceeds(limit Count) []string {
	var over []string
	for _, n := range []struct {
		what       string
		got, limit int
	}{
		{"Go files", c.GoFiles, limit.GoFiles},
		{"lines of Go", c.Lines, limit.Lines},
		{"lines of tests", c.TestLines, limit.TestLines},
		{"files", c.Files, limit.Files},
	} {
		if n.got > n.limit {
			over = append(over, fmt.Sprintf("%d %s, %d allowed", n.got, n.what, n.limit))
		}
	}
	return over
}

// Service is a service whose size is limited.
type Service struct {
	Name      string
	Limit     Count
	values    map[string]any
	resources []string
	without   []string // resources of another service, whose size is subtracted
}

// Each resource has two fields, one of them unique, like the pack's own.
const (
	user    = "user email:email:unique name:string"
	order   = "order number:string:unique note:string"
	product = "product sku:string:unique title:string"
)

// Services returns all services whose size is limited.
func Services(m pack.Manifest) []Service {
	var features []string
	for _, choice := range m.Option("features").Choices {
		features = append(features, choice.Name)
	}
	return []Service{
		{
			Name: "smallest", Limit: Count{28, 1700, 1000, 45}, resources: []string{user},
			values: map[string]any{"database": "memory", "features": []string{}, "auth": "none", "deploy": "none", "ci": "none"},
		},
		{Name: "default", Limit: Count{36, 2300, 1200, 75}, resources: []string{user}},
		{
			Name: "everything on", Limit: Count{58, 3900, 2300, 120}, resources: []string{user, order, product},
			values: map[string]any{"database": "postgres", "features": features, "auth": "jwt", "deploy": "docker", "ci": "github"},
		},
		{Name: "one more resource", Limit: Count{6, 330, 150, 9}, resources: []string{user, order}, without: []string{user}},
	}
}

// Of counts the files and lines of the service with a framework.
func (s Service) Of(ctx context.Context, p *pack.Pack, framework string) (Count, error) {
	count, err := s.count(ctx, p, framework, s.resources)
	if err != nil || s.without == nil {
		return count, err
	}
	base, err := s.count(ctx, p, framework, s.without)
	return Count{
		GoFiles:   count.GoFiles - base.GoFiles,
		Lines:     count.Lines - base.Lines,
		TestLines: count.TestLines - base.TestLines,
		Files:     count.Files - base.Files,
	}, err
}

func (s Service) count(ctx context.Context, p *pack.Pack, framework string, resources []string) (Count, error) {
	answers := spec.Answers{Values: map[string]any{"name": "hello", "module": "example.com/hello", "framework": framework}}
	maps.Copy(answers.Values, s.values)
	for _, text := range resources {
		r, err := resource.Parse(text)
		if err != nil {
			return Count{}, err
		}
		answers.Resources = append(answers.Resources, r)
	}
	resolved, err := spec.Resolve(p.Manifest, spec.PackRef{Name: p.Manifest.Name, Version: p.Manifest.Version, Digest: p.Digest}, answers)
	if err != nil {
		return Count{}, err
	}
	rendered, err := plan.Render(ctx, p, resolved)
	if err != nil {
		return Count{}, err
	}
	var count Count
	for name, file := range rendered.Tree() {
		count.Files++
		lines := bytes.Count(file.Data, []byte("\n"))
		switch {
		case path.Ext(name) != ".go":
		case isTest(name, s.values["database"] == "memory"):
			count.TestLines += lines
		default:
			count.GoFiles++
			count.Lines += lines
		}
	}
	return count, nil
}

// isTest reports whether a Go file is a test or is only used by tests.
func isTest(name string, memory bool) bool {
	folder := path.Dir(name)
	return strings.HasSuffix(name, "_test.go") || strings.HasSuffix(folder, "test") || folder == "internal/store/memory" && !memory
}
