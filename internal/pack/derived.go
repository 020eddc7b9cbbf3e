package pack

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/resource"
)

// placeholder matches a form of a resource's name in the pattern of an identifier. It may
// name a kind of reserved words: {Name:type} gets that kind's suffix if it is reserved.
var placeholder = lazyregexp.New(`\{(name|names|Name|Names)(?::(\w+))?\}`)

// derived reads the patterns of identifiers by the scope in which they must be unique.
func (r *reader) derived(n *yaml.Node, at string, reserved map[string]Reserved) map[string][]string {
	scopes := map[string][]string{}
	r.Mapping(n, at, "derived", func(scope string, n *yaml.Node) {
		scopes[scope] = r.words(n, at+"."+scope)
		for _, pattern := range scopes[scope] {
			found := placeholder().FindAllStringSubmatch(pattern, -1)
			if found == nil {
				r.Fail(n, "derived.%s: %q contains none of {name}, {names}, {Name} and {Names}", scope, pattern)
			}
			for _, parts := range found {
				if _, known := reserved[parts[2]]; parts[2] != "" && !known {
					r.Fail(n, "derived.%s: there is no kind of reserved words %q", scope, parts[2])
				}
			}
		}
	})
	return scopes
}

// DerivedIdentifiers returns the identifiers that are derived from a resource's name, by
// scope.
func (m *Manifest) DerivedIdentifiers(res resource.Resource) map[string][]string {
	initialisms := resource.NewInitialisms(m.Initialisms)
	forms := map[string]string{
		"name": resource.Camel(res.Name, initialisms), "names": resource.Camel(res.Plural, initialisms),
		"Name": resource.Pascal(res.Name, initialisms), "Names": resource.Pascal(res.Plural, initialisms),
	}
	scopes := map[string][]string{}
	for scope, patterns := range m.Derived {
		for _, pattern := range patterns {
			identifier := placeholder().ReplaceAllStringFunc(pattern, func(found string) string {
				parts := placeholder().FindStringSubmatch(found)
				form, reserved := forms[parts[1]], m.Reserved[parts[2]]
				if slices.Contains(reserved.Words, form) {
					form += reserved.Suffix
				}
				return form
			})
			scopes[scope] = append(scopes[scope], identifier)
		}
	}
	return scopes
}
