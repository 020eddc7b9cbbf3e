// Package resource implements the grammar of a service's resources and fields. It
// doesn't depend on a programming language.
//
// A resource is written "NAME FIELD…", or "NAME/PLURAL FIELD…" if the plural is
// irregular. A field is written NAME:TYPE[=ARG][:MODIFIER…]. It needs no quotes in
// any shell: every character except letters, digits and _ - . , : = + @ / is written
// as the %XX of its UTF-8 bytes.
package resource

import (
	"errors"
	"fmt"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
)

// Resource is a kind of data that a service stores and serves.
type Resource struct {
	Name    string // singular, snake_case
	Plural  string // snake_case; unique among all resources; may equal Name
	Package string // the package's name in the target language; empty until spec.Resolve sets it
	Fields  []Field
}

// Limits for a service.
const (
	MaxFields    = 200  // of a resource
	MaxResources = 200  // of a service
	maxText      = 4096 // bytes of one field, as it is written
)

// Parse parses a resource and reports all errors at once, as an errors.Join of
// *fault.Error. It leaves Package empty. The targets are those of ParseField.
func Parse(s string, targets ...string) (Resource, error) {
	words := splitWords(s)
	if len(words) == 0 {
		return Resource{}, fault.Usage("bad_resource", "a resource has no name").
			WithHint("write its name and its fields, as in 'user email:email:unique name:string'")
	}
	name, plural, given := strings.Cut(words[0], "/")
	if strings.Contains(name, ":") {
		return Resource{}, fault.Usage("bad_resource", "resource %s: this is a field, and the resource's name is missing", quote(name)).
			WithHint("put the resource's name first, as in 'user %s'", strings.Join(words, " "))
	}
	r := Resource{Name: name, Plural: plural}
	if !given {
		r.Plural = Plural(name)
	}
	errs := []error{r.CheckNames()}
	for i := 1; i < len(words); i++ {
		word := words[i]
		if better := untyped(word, next(words, i)); better != "" && !strings.Contains(word, "=") {
			i++ // the type
			errs = append(errs, within(name, fault.Usage("bad_field", "field %s: a colon is before a type, without spaces", word).Try(word+" "+next(words, i-1), better)))
			continue
		}
		field, err := ParseField(word, targets...)
		if err != nil {
			errs = append(errs, within(name, err))
			continue
		}
		r.Fields = append(r.Fields, field)
	}
	if len(r.Fields) == len(words)-1 {
		errs = append(errs, r.checkFields())
	}
	if err := errors.Join(errs...); err != nil {
		return Resource{}, err
	}
	return r, nil
}

// NameIn returns the name of a resource in its written form, which may have errors.
func NameIn(s string) string {
	name, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	name, _, _ = strings.Cut(name, "/")
	return name
}

// next returns the word after the one at i, or "".
func next(words []string, i int) string {
	if i+1 == len(words) {
		return ""
	}
	return words[i+1]
}

// String formats the resource. Parse is its inverse.
func (r Resource) String() string {
	var b strings.Builder
	b.WriteString(r.Name)
	if r.Plural != "" && r.Plural != Plural(r.Name) {
		b.WriteString("/" + r.Plural)
	}
	for _, f := range r.Fields {
		b.WriteString(" " + f.String())
	}
	return b.String()
}

// Check validates the names of r and of its fields, and reports all errors at once, as
// an errors.Join of *fault.Error. It assumes that ParseField has validated each field.
func (r Resource) Check() error {
	return errors.Join(r.CheckNames(), r.checkFields())
}

// CheckNames validates the names of r alone.
func (r Resource) CheckNames() error {
	if err := CheckName(r.Name); err != nil {
		return within("", err)
	}
	return checkPlural(r.Name, r.Plural)
}

func (r Resource) checkFields() error {
	var errs []error
	switch {
	case len(r.Fields) == 0:
		errs = append(errs, noFields(r.Name))
	case len(r.Fields) > MaxFields:
		errs = append(errs, fault.Usage("bad_resource", "resource %s has %d fields; the maximum is %d", quote(r.Name), len(r.Fields), MaxFields).
			WithHint("split it into two resources"))
	}
	taken := map[string]Field{}
	for _, f := range r.Fields {
		if first, ok := taken[f.Key()]; ok {
			errs = append(errs, twice(r.Name, first, f))
			continue
		}
		taken[f.Key()] = f
		if n := len(r.Plural) + len("_") + len(f.Key()) + len("_fkey"); n > maxIdentifier {
			errs = append(errs, fault.Usage("bad_field", "resource %s: field %s: with the table's name, its constraint's name has %d characters, and PostgreSQL allows %d", quote(r.Name), f.Name, n, maxIdentifier).
				WithHint("make one of the two names shorter"))
		}
	}
	return errors.Join(errs...)
}

func noFields(name string) error {
	return fault.Usage("bad_resource", "resource %s has no fields", quote(name)).
		WithHint("add at least one, as in '%s name:string'", either(suggestName(name), "user"))
}

func twice(resource string, first, second Field) error {
	if first.Name == second.Name {
		return fault.Usage("bad_field", "resource %s: field %s is given twice", resource, second.Name).
			WithHint("leave one out, or give it another name")
	}
	return fault.Usage("bad_field", "resource %s: fields %s and %s both have the key %s", resource, first, second, second.Key()).
		WithHint("give one of them another name: a reference's key is its name with _id")
}

// within adds the resource to the message of each error in err.
func within(resource string, err error) error {
	prefix := "resource " + quote(resource) + ": "
	if resource == "" {
		prefix = "resource "
	}
	var errs []error
	for _, e := range fault.All(err) {
		c := *e
		c.Message = prefix + c.Message
		errs = append(errs, &c)
	}
	return errors.Join(errs...)
}

// quote returns a plain word unchanged. It quotes any other text, so that unusual
// characters are visible, and shortens a long one.
func quote(s string) string {
	if len(s) > 80 {
		return fmt.Sprintf("%.60q…", s)
	}
	for _, r := range s {
		if !plain(r) {
			return fmt.Sprintf("%q", s)
		}
	}
	if s == "" {
		return `""`
	}
	return s
}

func either(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
