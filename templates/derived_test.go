package templates_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
)

// TestDerivedIdentifiers compares the identifiers that are made of a resource's name with
// those that pack.yaml declares. Two resources that make the same one are refused, because
// the service wouldn't compile.
func TestDerivedIdentifiers(t *testing.T) {
	var mu sync.Mutex
	unused := map[string]bool{}
	p := load(t)
	declared := map[string][]string{} // by scope and identifier
	for _, name := range packages {
		for scope, identifiers := range p.Manifest.DerivedIdentifiers(resource.Resource{Name: name, Plural: resource.Plural(name)}) {
			declared[scope] = append(declared[scope], identifiers...)
			for i := range identifiers {
				unused[scope+" "+p.Manifest.Derived[scope][i]] = true
			}
		}
	}
	t.Run("services", func(t *testing.T) {
		eachService(t, func(t *testing.T, p *pack.Pack, files map[string][]byte) {
			for within, names := range scopes(t, files) {
				scope := within[strings.LastIndex(within, " ")+1:]
				for _, name := range names {
					if _, _, made := patternOf(name); !made {
						continue
					}
					i := slices.Index(declared[scope], name)
					if i < 0 {
						t.Errorf("%s: derived.%s of pack.yaml lacks a pattern that makes %s", within, scope, name)
						continue
					}
					mu.Lock()
					delete(unused, scope+" "+p.Manifest.Derived[scope][i%len(p.Manifest.Derived[scope])])
					mu.Unlock()
				}
			}
		})
	})
	for pattern := range unused {
		t.Errorf("derived of pack.yaml has a pattern that makes nothing: %s", pattern)
	}
}
