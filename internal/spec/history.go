package spec

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
)

// stepID is a number of init's, or a stamp of a later step.
var stepID = regexp.MustCompile(`^([0-9]{4}|[0-9]{14})$`)

// checkSchema reports whether each recorded step is sound, and whether all of
// them together lead to the tables of the resources.
func checkSchema(steps []Step, resources []resource.Resource) error {
	var errs []error
	ids := map[string]bool{}
	tables := map[string]map[string]resource.Field{} // resource to key to field
	for _, s := range steps {
		if ids[s.ID] {
			errs = append(errs, badStep(s, "another step has that id").WithHint("each id is there once"))
			continue
		}
		ids[s.ID] = true
		if err := checkStep(s); err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, replay(tables, s))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return compareTables(tables, resources)
}

func badStep(s Step, format string, args ...any) *fault.Error {
	return fault.Usage("bad_schema", "schema step "+quote(s.ID)+": "+format, args...)
}

func checkStep(s Step) error {
	switch {
	case !stepID.MatchString(s.ID):
		return badStep(s, "an id is four digits or a stamp of fourteen").WithHint("write it in quotes, as in \"0001\"")
	case s.Op != OpCreate && s.Op != OpAddField:
		return badStep(s, "unknown operation %s", quote(s.Op)).WithHint("the operations are %s and %s", OpCreate, OpAddField)
	case resource.CheckName(s.Resource) != nil:
		return badStep(s, "%s isn't the name of a resource", quote(s.Resource)).WithHint("put back what newsvc wrote")
	case resource.CheckName(s.Plural) != nil:
		return badStep(s, "%s isn't the plural of a resource", quote(s.Plural)).WithHint("put back what newsvc wrote")
	case s.Op == OpAddField && len(s.Fields) == 0:
		return badStep(s, "it adds no field").WithHint("put back what newsvc wrote")
	}
	for _, f := range s.Fields {
		if f.Type == resource.Ref && resource.CheckName(s.Targets[f.Ref]) != nil {
			return badStep(s, "targets doesn't say the plural of %s, which the field %s refers to", f.Ref, f.Name).
				WithHint("add it, as in targets: {%s: %s}", f.Ref, resource.Plural(f.Ref))
		}
	}
	return nil
}

// replay applies a step to the tables.
func replay(tables map[string]map[string]resource.Field, s Step) error {
	table, there := tables[s.Resource]
	switch {
	case s.Op == OpCreate && there:
		return badStep(s, "the table of %s is there already", s.Resource).WithHint("put back what newsvc wrote")
	case s.Op == OpAddField && !there:
		return badStep(s, "no step before it makes the table of %s", s.Resource).WithHint("put back what newsvc wrote")
	case !there:
		table = map[string]resource.Field{}
		tables[s.Resource] = table
	}
	for _, f := range s.Fields {
		if _, there := table[f.Key()]; there {
			return badStep(s, "%s has %s already", s.Resource, f.Key()).WithHint("put back what newsvc wrote")
		}
		table[f.Key()] = f
	}
	return nil
}

// compareTables holds the tables that the steps lead to against the resources.
func compareTables(tables map[string]map[string]resource.Field, resources []resource.Resource) error {
	var errs []error
	differs := func(name, format string, args ...any) {
		errs = append(errs, fault.Usage("bad_schema", "resource "+name+": "+format, args...).
			WithHint("for a new service, leave schema out, and its steps are made"))
	}
	for _, r := range resources {
		table, there := tables[r.Name]
		if !there {
			differs(r.Name, "no step of the schema makes its table")
			continue
		}
		delete(tables, r.Name)
		for _, f := range r.Fields {
			if was, there := table[f.Key()]; !there || was.Type != f.Type {
				differs(r.Name, "no step of the schema makes %s %s", f.Key(), f.Type)
			}
			delete(table, f.Key())
		}
		if len(table) > 0 {
			differs(r.Name, "the schema has %s, and the resource doesn't", strings.Join(slices.Sorted(maps.Keys(table)), ", "))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		differs(name, "the schema makes its table, and there is no such resource")
	}
	return errors.Join(errs...)
}
