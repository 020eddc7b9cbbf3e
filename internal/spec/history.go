package spec

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/resource"
)

// stepID is a number of init's, or a stamp of a later step.
var stepID = lazyregexp.New(`^([0-9]{5}|[0-9]{14})$`)

// lastStamp is the last of the ids that follow the last second of the year 9999.
const lastStamp = "99991231999999"

// Table is what the steps of a schema made of a resource's table.
type Table struct {
	Resource string
	Plural   string
	Fields   []resource.Field // in the order in which their columns came
}

// field returns the place of a key among t's fields, or -1.
func (t *Table) field(key string) int {
	return slices.IndexFunc(t.Fields, func(f resource.Field) bool { return f.Key() == key })
}

// Tables takes the steps one after the other and returns the tables that are
// there then, by resource. Its error is errors.Join of a *fault.Error for each
// step that can't be taken.
func Tables(steps []Step) (map[string]*Table, error) {
	var errs []error
	ids := map[string]bool{}
	tables := map[string]*Table{}
	for _, s := range steps {
		if len(errs) > maxFailures {
			break
		}
		if ids[s.ID] {
			errs = append(errs, badStep(s, "another step has that id").WithHint("each id is there once"))
			continue
		}
		ids[s.ID] = true
		if err := checkStep(s); err != nil {
			errs = append(errs, err)
			continue
		}
		if err := replay(tables, s); err != nil {
			errs = append(errs, err)
		}
	}
	return tables, errors.Join(errs...)
}

// checkSchema reports whether each recorded step is sound, and whether all of
// them together lead to the tables of the resources.
func checkSchema(steps []Step, resources []resource.Resource) error {
	tables, err := Tables(steps)
	if err != nil {
		return err
	}
	return compareTables(tables, resources)
}

func badStep(s Step, format string, args ...any) *fault.Error {
	return fault.Usage("bad_schema", "schema step "+quote(s.ID)+": "+format, args...).WithHint("put back what newsvc wrote")
}

func checkStep(s Step) error {
	changes := s.Op == OpAddField || s.Op == OpRemoveField
	switch {
	case !stepID().MatchString(s.ID):
		return badStep(s, "an id is five digits, or fourteen for a UTC time").WithHint("write it in quotes, as in \"00001\"")
	case len(s.ID) > 5 && s.ID > lastStamp:
		return badStep(s, "no time is that late").WithHint("give it the time at which it was made, as in \"20060102150405\", and its files the same")
	case !slices.Contains(operations, s.Op):
		return badStep(s, "unknown operation %s", quote(s.Op)).WithHint("the operations are %s", strings.Join(operations, ", "))
	case resource.CheckName(s.Resource) != nil:
		return badStep(s, "%s isn't the name of a resource", quote(s.Resource))
	case resource.CheckName(s.Plural) != nil:
		return badStep(s, "%s isn't the plural of a resource", quote(s.Plural))
	case changes && len(s.Fields) == 0:
		return badStep(s, "it has no fields")
	case len(s.Fields) > resource.MaxFields:
		return badStep(s, "it has %d fields, and %d is the most", len(s.Fields), resource.MaxFields)
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
func replay(tables map[string]*Table, s Step) error {
	table := tables[s.Resource]
	switch {
	case s.Op == OpCreate && table != nil:
		return badStep(s, "the table of %s is there already", s.Resource)
	case s.Op == OpCreate:
		table = &Table{Resource: s.Resource, Plural: s.Plural}
		tables[s.Resource] = table
	case table == nil:
		return badStep(s, "no step before it makes the table of %s", s.Resource)
	case table.Plural != s.Plural:
		return badStep(s, "the table of %s is %s, not %s", s.Resource, table.Plural, s.Plural)
	}
	switch s.Op {
	case OpDrop:
		return drop(tables, table, s)
	case OpRemoveField:
		return table.remove(s)
	default:
		return table.add(s)
	}
}

func (t *Table) add(s Step) error {
	if len(t.Fields)+len(s.Fields) > resource.MaxFields {
		return badStep(s, "%s has more than %d fields with it", s.Resource, resource.MaxFields)
	}
	for _, f := range s.Fields {
		if t.field(f.Key()) >= 0 {
			return badStep(s, "%s has %s already", s.Resource, f.Key())
		}
		t.Fields = append(t.Fields, f)
	}
	return nil
}

func (t *Table) remove(s Step) error {
	for _, f := range s.Fields {
		i := t.field(f.Key())
		if i < 0 || t.Fields[i].Type != f.Type {
			return badStep(s, "%s has no %s %s", s.Resource, f.Key(), f.Type)
		}
		t.Fields = slices.Delete(slices.Clone(t.Fields), i, i+1)
	}
	return nil
}

// drop takes the table away, with all the fields that the step says it has:
// one that another table refers to can't go.
func drop(tables map[string]*Table, t *Table, s Step) error {
	rest := Table{Fields: t.Fields}
	if err := rest.remove(s); err != nil {
		return err
	}
	if len(rest.Fields) > 0 {
		return badStep(s, "%s still has %s", s.Resource, rest.Fields[0].Key())
	}
	delete(tables, s.Resource)
	first, field := "", ""
	for name, table := range tables {
		i := slices.IndexFunc(table.Fields, func(f resource.Field) bool { return f.Ref == s.Resource })
		if i >= 0 && (first == "" || name < first) {
			first, field = name, table.Fields[i].Name
		}
	}
	if first != "" {
		return badStep(s, "%s of %s refers to %s", field, first, s.Resource)
	}
	return nil
}

// compareTables holds the tables that the steps lead to against the resources.
func compareTables(tables map[string]*Table, resources []resource.Resource) error {
	var errs []error
	differs := func(name, format string, args ...any) {
		errs = append(errs, fault.Usage("bad_schema", "resource "+name+": "+format, args...).
			WithHint("for a new service, leave schema out, and its steps are made"))
	}
	for _, r := range resources {
		table := tables[r.Name]
		if table == nil {
			differs(r.Name, "no step of the schema makes its table")
			continue
		}
		delete(tables, r.Name)
		if table.Plural != r.Plural {
			differs(r.Name, "the schema calls its table %s, and its plural is %s", table.Plural, r.Plural)
		}
		for _, f := range r.Fields {
			switch i := table.field(f.Key()); {
			case i < 0 || table.Fields[i].Type != f.Type:
				differs(r.Name, "no step of the schema makes %s %s", f.Key(), f.Type)
			case table.Fields[i].String() != f.String():
				differs(r.Name, "the field is %s here, and %s in the schema", f, table.Fields[i])
			}
		}
		if left := surplus(table, r); len(left) > 0 {
			differs(r.Name, "the schema has %s, and the resource doesn't", strings.Join(left, ", "))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		if len(errs) > maxFailures {
			break
		}
		differs(name, "the schema makes its table, and there is no such resource")
	}
	return errors.Join(errs...)
}

// surplus returns the keys that the table has and the resource doesn't, sorted.
func surplus(t *Table, r resource.Resource) []string {
	var keys []string
	for _, f := range t.Fields {
		if !slices.ContainsFunc(r.Fields, func(g resource.Field) bool { return g.Key() == f.Key() }) {
			keys = append(keys, f.Key())
		}
	}
	slices.Sort(keys)
	return keys
}
