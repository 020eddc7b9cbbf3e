package ask

import (
	"fmt"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
)

// declaration returns what was typed as a resource or a field, without what surrounds it
// on a command line.
func declaration(text string) string {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), `\`))
	for _, flag := range []string{"-r ", "--resource ", "--resource="} {
		text = strings.TrimSpace(strings.TrimPrefix(text, flag))
	}
	for _, quote := range []string{"'", `"`} {
		if inner, ok := strings.CutPrefix(text, quote); ok {
			text = strings.TrimSpace(strings.TrimSuffix(inner, quote))
		}
	}
	return text
}

// isDeclaration reports whether a text is more than a name.
func isDeclaration(text string) bool { return strings.ContainsAny(text, " :/") }

// complete returns a text that is being typed without its last word, which may not be
// complete. It never drops the first word.
func complete(text string) string {
	if i := strings.LastIndexByte(text, ' '); i > 0 && strings.TrimSpace(text[:i]) != "" {
		return text[:i]
	}
	return text
}

// checkDeclared returns the errors in the name of the current resource, or in its whole
// declaration.
func (f flow) checkDeclared(c composer, text string) error {
	text = declaration(text)
	if !isDeclaration(text) {
		return c.nameProblem(text)
	}
	r, err := resource.Parse(text, c.names()...)
	if err != nil {
		return err
	}
	if err := c.nameProblem(r.Name); err != nil {
		return err
	}
	return f.checkTypes(r.Fields...)
}

// checkTypes refuses fields of types that the pack doesn't have.
func (f flow) checkTypes(fields ...resource.Field) error {
	for _, field := range fields {
		if _, works := f.Manifest.Types[string(field.Type)]; !works {
			return fault.Usage("type_not_there", "field %s: the pack has no type %s", field.Name, field.Type).
				WithHint("choose another type")
		}
	}
	return nil
}

// names returns the names of the resources.
func (c composer) names() []string {
	var all []string
	for _, r := range c.list {
		all = append(all, r.Name)
	}
	return all
}

// renamed returns the resource with another name and the matching plural.
func renamed(r resource.Resource, name string) resource.Resource {
	if r.Name == name {
		return r
	}
	named := read(name + " field:string")
	named.Fields = r.Fields
	return named
}

// nameProblem returns an error if the current resource can't have the name.
func (c composer) nameProblem(name string) error {
	if err := resource.CheckName(name); err != nil {
		return err
	}
	if c.sample && c.at == len(c.list) {
		return nil // it replaces the sample
	}
	for i, r := range c.list {
		if i != c.at && r.Name == name {
			return fmt.Errorf("a resource %s exists already", name)
		}
	}
	return nil
}

// declaredFields returns the current resource with the fields that were declared in place
// of its current field.
func (f flow) declaredFields(c composer, text string) (resource.Resource, error) {
	r := c.current()
	var fields []resource.Field
	for word := range strings.FieldsSeq(declaration(text)) {
		field, err := resource.ParseField(word, c.names()...)
		if err != nil {
			return r, err
		}
		fields = append(fields, field)
	}
	if err := f.checkTypes(fields...); err != nil {
		return r, err
	}
	r.Fields = slices.Replace(slices.Clone(r.Fields), c.field, min(c.field+1, len(r.Fields)), fields...)
	return r, r.Check()
}
