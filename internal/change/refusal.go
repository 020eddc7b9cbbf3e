package change

import (
	"errors"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
)

func (s Service) noResource(name string) error {
	var names []string
	for _, r := range s.Answers.Resources {
		names = append(names, r.Name)
	}
	err := fault.Usage("unknown_resource", "there is no resource %q", name)
	for _, r := range s.Answers.Resources {
		if r.Plural == name {
			return err.Meant(name, r.Name)
		}
	}
	if better := fault.Nearest(name, names); better != "" {
		return err.Meant(name, better)
	}
	return err.WithHint("the resources are %s", strings.Join(names, ", "))
}

func noField(r resource.Resource, name string) error {
	var names []string
	for _, f := range r.Fields {
		names = append(names, f.Name)
	}
	err := fault.Usage("unknown_field", "resource %s has no field %q", r.Name, name)
	if better := fault.Nearest(name, names); better != "" {
		return err.Meant(name, better)
	}
	return err.WithHint("its fields are %s", strings.Join(names, ", "))
}

func alreadyThere(there, added resource.Resource) error {
	var missing []string
	for _, f := range added.Fields {
		if findField(there.Fields, f.Key()) < 0 {
			missing = append(missing, f.String())
		}
	}
	err := fault.Usage("resource_exists", "resource %s exists already", added.Name)
	if len(missing) == 0 {
		return err.WithHint("it has these fields: nothing to do")
	}
	return err.WithHint("add fields to it: newsvc add field %s %s", added.Name, strings.Join(missing, " ")).
		WithNext(append([]string{"newsvc", "add", "field", added.Name}, missing...))
}

func fieldThere(name string, there, added resource.Field) error {
	err := fault.Usage("field_exists", "resource %s has %s already: %s", name, added.Key(), there)
	if there.String() == added.String() {
		return err.WithHint("nothing to do")
	}
	return err.WithHint("give the new one another name, or remove the old one first: newsvc remove field %s %s", name, there.Name).
		WithNext([]string{"newsvc", "remove", "field", name, there.Name})
}

// checkTargets refuses references to resources that don't exist, among the added
// fields.
func checkTargets(resources, added []resource.Resource) error {
	var names []string
	for _, r := range resources {
		names = append(names, r.Name)
	}
	var errs []error
	for _, r := range added {
		for _, f := range r.Fields {
			if f.Type != resource.Ref || find(resources, f.Ref) >= 0 {
				continue
			}
			err := fault.Usage("unknown_resource", "resource %s: field %s: there is no resource %s", r.Name, f.Name, f.Ref)
			if better := nearest(resources, names, f.Ref); better != "" {
				given := f.String()
				f.Ref = better
				f.Optional = f.Optional || better == r.Name // The first row has none to refer to.
				errs = append(errs, err.Try(given, f.String()))
				continue
			}
			errs = append(errs, err.WithHint("add it first, as in newsvc add resource %s name:string", f.Ref))
		}
	}
	return errors.Join(errs...)
}

func nearest(resources []resource.Resource, names []string, name string) string {
	for _, r := range resources {
		if r.Plural == name {
			return r.Name
		}
	}
	return fault.Nearest(name, names)
}

func stillReferred(r resource.Resource, f resource.Field) error {
	err := fault.Usage("still_referred", "%s of %s refers to %s", f.Name, r.Name, f.Ref)
	if len(r.Fields) == 1 {
		return err.WithHint("remove it first: newsvc remove resource %s", r.Name).WithNext([]string{"newsvc", "remove", "resource", r.Name})
	}
	return err.WithHint("remove it first: newsvc remove field %s %s", r.Name, f.Name).WithNext([]string{"newsvc", "remove", "field", r.Name, f.Name})
}

func lastResource(name string) error {
	return fault.Usage("last_resource", "%s is the last resource, and a service needs at least one", name).
		WithHint("add another one first: newsvc add resource NAME FIELD…")
}

func lastField(name string, fields []string) error {
	return fault.Usage("last_field", "resource %s would have no fields without %s", name, strings.Join(fields, ", ")).
		WithHint("remove the resource: newsvc remove resource %s", name).WithNext([]string{"newsvc", "remove", "resource", name})
}
