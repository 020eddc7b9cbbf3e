package ask

import (
	"errors"
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

// declarations returns the resources that were typed: one, or several, each with its flag.
func declarations(text string) []string {
	var all []string
	for word := range strings.FieldsSeq(text) {
		last := len(all) - 1
		switch flagged := word == "-r" || word == "--resource" || strings.HasPrefix(word, "--resource="); {
		case flagged || last < 0:
			all = append(all, word)
		case word != `\`: // which continues a line
			all[last] += " " + word
		}
	}
	for i := range all {
		all[i] = declaration(all[i])
	}
	return all
}

// checkDeclarations returns the errors in several resources that take the place of the
// current one.
func (f flow) checkDeclarations(c composer, texts []string) error {
	if c.existingResources > 0 {
		return fault.Usage("bad_resource", "these are %d resources", len(texts)).WithHint("add one at a time")
	}
	names := c.names()
	for _, text := range texts {
		names = append(names, resource.NameIn(text))
	}
	var errs []error
	for i, text := range texts {
		r, err := resource.Parse(text, names...)
		if err == nil {
			err = f.checkTypes(r.Fields...)
		}
		if err == nil {
			err = c.nameProblem(r.Name)
		}
		if err == nil && slices.Contains(names[len(c.list):len(c.list)+i], r.Name) {
			err = fault.Usage("bad_resource", "resource %s is given twice", r.Name).WithHint("leave one out")
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
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
	if texts := declarations(text); len(texts) > 1 {
		return f.checkDeclarations(c, texts)
	}
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
