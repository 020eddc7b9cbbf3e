package pack

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/resource"
)

// placeholder matches a form of a resource's name in the pattern of an identifier. A kind
// of reserved words may follow: {Name:type} gets the suffix of that kind if it is reserved.
var placeholder = regexp.MustCompile(`\{(name|names|Name|Names)(?::(\w+))?\}`)

// derived reads the patterns of identifiers, by the scope in which they must differ.
func (r *reader) derived(n *yaml.Node, at string, reserved map[string]Reserved) map[string][]string {
	scopes := map[string][]string{}
	r.mapping(n, at, "derived", func(scope string, n *yaml.Node) {
		scopes[scope] = r.words(n, at+"."+scope)
		for _, pattern := range scopes[scope] {
			found := placeholder.FindAllStringSubmatch(pattern, -1)
			if found == nil {
				r.fail(n, "derived.%s: %q contains none of {name}, {names}, {Name} and {Names}", scope, pattern)
			}
			for _, parts := range found {
				if _, known := reserved[parts[2]]; parts[2] != "" && !known {
					r.fail(n, "derived.%s: there is no kind of reserved words %q", scope, parts[2])
				}
			}
		}
	})
	return scopes
}

// DerivedIdentifiers returns the identifiers that a resource's name makes, by scope.
func (m *Manifest) DerivedIdentifiers(res resource.Resource) map[string][]string {
	initialisms := resource.NewInitialisms(m.Initialisms)
	forms := map[string]string{
		"name": resource.Camel(res.Name, initialisms), "names": resource.Camel(res.Plural, initialisms),
		"Name": resource.Pascal(res.Name, initialisms), "Names": resource.Pascal(res.Plural, initialisms),
	}
	scopes := map[string][]string{}
	for scope, patterns := range m.Derived {
		for _, pattern := range patterns {
			identifier := placeholder.ReplaceAllStringFunc(pattern, func(found string) string {
				parts := placeholder.FindStringSubmatch(found)
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
