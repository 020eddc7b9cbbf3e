package render

import (
	"fmt"
	"maps"
	"slices"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Data is the data of a template: {{.Options.name}}, {{.Resource.Name}}. A missing field or
// key is an error.
type Data struct {
	Options   map[string]any // every option of the pack: string, []string or bool
	Resources []*Resource    // in the order of declaration
	Types     []string       // the types of all fields, each once: "string", "ref"
	Modifiers []string       // the modifiers of all fields, each once: "optional", "default"
	Resource  *Resource      // set in layers with `each: resource`
	Steps     []*Step        // the steps of the schema, oldest first
	Step      *Step          // set in layers with `each: step`
}

// Resource is a resource of the service.
type Resource struct {
	Name      string // singular, snake_case: order_item
	Plural    string // snake_case: order_items
	Package   string // the name of its package in the target language: orderitem
	Fields    []Field
	Referrers []Referrer // the fields that refer to it, in the order of declaration
}

// Referrer is a field, of any resource, that refers to a resource.
type Referrer struct {
	Resource *Resource
	Field    Field
}

// Field is a field of a resource.
type Field struct {
	Name       string            // as declared: buyer
	Key        string            // in JSON and in the table: buyer_id
	Kind       string            // its type's name in the grammar: ref
	Type       map[string]string // its type's row in the pack's table of types: {{.Type.go}}
	Values     []string          // of an enum: its values, in order
	Ref        string            // of a ref: the resource's name
	Target     *Target           // of a ref: the resource it refers to
	Digits     int               // of a decimal: the total number of digits
	Scale      int               // of a decimal: the digits after the point
	Optional   bool              // it may be null
	Unique     bool
	Index      bool
	Min        string // a number, or empty
	Max        string // a number, or empty
	HasDefault bool
	Default    string // empty if HasDefault is false
}

// Target is the resource that a reference refers to.
type Target struct {
	Name    string
	Plural  string
	Package string // empty in a Step, which knows only the table
	Back    bool   // whether the target refers to the resource, directly or through others
}

// Step is one step of the history of the schema.
type Step struct {
	ID       string // 00001, or a UTC timestamp: 20060102150405
	Op       string // create, add_field
	Name     string // for the name of a file: create_users, add_nick_to_users
	Resource string // the resource's name at that time
	Plural   string // at that time
	Fields   []Field
}

// newData creates the data from a specification.
func newData(m *pack.Manifest, s spec.Spec) (Data, error) {
	d := Data{Options: maps.Clone(s.Values)}
	byName := map[string]*Resource{}
	for _, r := range s.Resources {
		v := &Resource{Name: r.Name, Plural: r.Plural, Package: r.Package}
		byName[r.Name] = v
		d.Resources = append(d.Resources, v)
	}
	target := func(name string) *Target {
		if r := byName[name]; r != nil {
			return &Target{Name: r.Name, Plural: r.Plural, Package: r.Package}
		}
		return nil
	}
	for i, r := range s.Resources {
		fields, err := newFields(m, r.Fields, target)
		if err != nil {
			return d, fmt.Errorf("resource %s: %w", r.Name, err)
		}
		d.Resources[i].Fields = fields
	}
	d.link(byName)
	d.Types, d.Modifiers = d.used()
	for _, s := range s.Schema {
		step, err := newStep(m, s)
		if err != nil {
			return d, fmt.Errorf("schema step %s: %w", s.ID, err)
		}
		d.Steps = append(d.Steps, step)
	}
	return d, nil
}

// link sets the referrers of each resource, and finds references that form cycles.
func (d Data) link(byName map[string]*Resource) {
	for _, r := range d.Resources {
		for _, f := range r.Fields {
			if f.Target != nil {
				f.Target.Back = reaches(byName, f.Ref, r.Name, map[string]bool{})
				byName[f.Ref].Referrers = append(byName[f.Ref].Referrers, Referrer{Resource: r, Field: f})
			}
		}
	}
}

// reaches reports whether references lead from one resource to another.
func reaches(byName map[string]*Resource, from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(byName[from].Fields, func(f Field) bool {
		return f.Ref != "" && reaches(byName, f.Ref, to, seen)
	})
}

// used returns the types and modifiers of all fields, sorted.
func (d Data) used() (types, modifiers []string) {
	usedTypes, usedModifiers := map[string]bool{}, map[string]bool{}
	for _, r := range d.Resources {
		for _, f := range r.Fields {
			usedTypes[f.Kind] = true
			f.modify(usedModifiers)
		}
	}
	maps.DeleteFunc(usedModifiers, func(_ string, used bool) bool { return !used })
	return slices.Sorted(maps.Keys(usedTypes)), slices.Sorted(maps.Keys(usedModifiers))
}

func newStep(m *pack.Manifest, s spec.Step) (*Step, error) {
	fields, err := newFields(m, s.Fields, func(name string) *Target {
		if plural, ok := s.Targets[name]; ok {
			return &Target{Name: name, Plural: plural}
		}
		return nil
	})
	return &Step{ID: s.ID, Op: s.Op, Name: stepName(s), Resource: s.Resource, Plural: s.Plural, Fields: fields}, err
}

// stepName describes a step in the words of a file name.
func stepName(s spec.Step) string {
	what := "fields"
	if len(s.Fields) == 1 {
		what = s.Fields[0].Key()
	}
	switch s.Op {
	case spec.OpAddField:
		return "add_" + what + "_to_" + s.Plural
	case spec.OpRemoveField:
		return "drop_" + what + "_from_" + s.Plural
	default:
		return s.Op + "_" + s.Plural
	}
}

func newFields(m *pack.Manifest, fields []resource.Field, target func(name string) *Target) ([]Field, error) {
	all := make([]Field, len(fields))
	for i, f := range fields {
		row, ok := m.Types[string(f.Type)]
		if !ok && len(m.Types) > 0 {
			return nil, fmt.Errorf("field %s: the pack has no row for type %s", f.Name, f.Type)
		}
		all[i] = Field{
			Name: f.Name, Key: f.Key(), Kind: string(f.Type), Type: row, Values: f.Values, Ref: f.Ref,
			Digits: f.Digits, Scale: f.Scale, Optional: f.Optional, Unique: f.Unique, Index: f.Index,
			Min: f.Min, Max: f.Max, HasDefault: f.Default != nil,
		}
		if f.Default != nil {
			all[i].Default = *f.Default
		}
		if f.Ref == "" {
			continue
		}
		if all[i].Target = target(f.Ref); all[i].Target == nil {
			return nil, fmt.Errorf("field %s refers to %s, which isn't there", f.Name, f.Ref)
		}
	}
	return all, nil
}

// layers returns the layers that are active for the options and for the types and
// modifiers of fields, in the manifest's order.
func (d Data) layers(p *pack.Pack) []pack.Layer {
	idle := func(wanted, used []string) bool {
		return len(wanted) > 0 && !slices.ContainsFunc(wanted, func(name string) bool { return slices.Contains(used, name) })
	}
	return slices.DeleteFunc(p.Active(d.Options), func(l pack.Layer) bool {
		return idle(l.Types, d.Types) || idle(l.Modifiers, d.Modifiers)
	})
}

// modify adds the names of the field's modifiers.
func (f Field) modify(used map[string]bool) {
	for name, has := range map[string]bool{
		"optional": f.Optional, "unique": f.Unique, "index": f.Index,
		"min": f.Min != "", "max": f.Max != "", "default": f.HasDefault,
	} {
		used[name] = used[name] || has
	}
}

// views returns the data for each item for which a layer is generated.
func (d Data) views(each string) []Data {
	var all []Data
	switch each {
	case pack.EachResource:
		for _, r := range d.Resources {
			v := d
			v.Resource = r
			all = append(all, v)
		}
	case pack.EachStep:
		for _, s := range d.Steps {
			v := d
			v.Step = s
			all = append(all, v)
		}
	default:
		all = []Data{d}
	}
	return all
}

// item returns the resource's name or the step's id of a view, or "".
func (d Data) item() string {
	switch {
	case d.Resource != nil:
		return d.Resource.Name
	case d.Step != nil:
		return d.Step.ID
	default:
		return ""
	}
}
