// Package benchmarks reads the benchmarks of a pack's services.
package benchmarks

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/strict"
)

// Table contains measurements of a pack's services.
type Table struct {
	Date     string    `json:"date"`    // 2006-01-02
	Machine  string    `json:"machine"` // a short description
	Measures []Measure `json:"measures"`
	Rows     []Row     `json:"rows"`
}

// Measure is a quantity that was measured.
type Measure struct {
	Name  string `json:"name"`
	What  string `json:"what"` // what follows the value: "idle" in "11.9 MB idle"
	Unit  string `json:"unit,omitempty"`
	Brief bool   `json:"brief,omitempty"` // whether it is shown next to choices
}

// Row contains the measurements of the service with some answers and with the defaults
// of all other options.
type Row struct {
	When   map[string]string  `json:"when"` // option to choice
	Values map[string]float64 `json:"values"`
}

// Of returns the benchmarks of a pack. There are no rows if the pack has none. Those of choices
// that the pack withdraws from its base are left out. The error has the same form as that of
// pack.Load.
func Of(p *pack.Pack) (Table, error) {
	var t Table
	path, data := p.BenchmarksFile()
	if data == nil {
		return t, nil
	}
	var ps strict.Problems
	r := &reader{strict.NewReader(path, &ps)}
	if doc := r.Document(data); doc != nil {
		t = r.benchmarks(doc)
		t.Rows = slices.DeleteFunc(t.Rows, func(row Row) bool { return !available(p.Manifest, row) })
		t.check(p.Manifest, r)
	}
	return t, ps.Err()
}

// available reports whether a pack has all choices of a row that its base has.
func available(m pack.Manifest, row Row) bool {
	for option, choice := range row.When {
		if o := m.Option(option); o != nil && slices.ContainsFunc(o.Unavailable, func(u pack.Unavailable) bool { return u.Name == choice }) {
			return false
		}
	}
	return true
}

// reader reads benchmarks.
type reader struct{ *strict.Reader }

func (r *reader) benchmarks(doc *yaml.Node) (t Table) {
	r.Object(doc, "", "benchmarks",
		strict.Required("date", r.Into(&t.Date, "date")),
		strict.Required("machine", r.Into(&t.Machine, "machine")),
		strict.Required("measures", func(n *yaml.Node, at string) {
			r.List(n, at, "measures", func(n *yaml.Node, at string) { t.Measures = append(t.Measures, r.measure(n, at)) })
		}),

		strict.Required("rows", func(n *yaml.Node, at string) {
			r.List(n, at, "rows", func(n *yaml.Node, at string) { t.Rows = append(t.Rows, r.row(n, at)) })
		}),
	)
	return t
}

func (r *reader) measure(n *yaml.Node, at string) (m Measure) {
	r.Object(n, at+".", "a measure",
		strict.Required("name", r.Into(&m.Name, "a measure's name")),
		strict.Required("what", r.Into(&m.What, "what")),
		strict.Optional("unit", r.Into(&m.Unit, "unit")),
		strict.Optional("brief", func(n *yaml.Node, _ string) {
			if m.Brief = n.Value == "true"; n.ShortTag() != "!!bool" {
				r.Fail(n, "brief must be true or false")
			}
		}),
	)
	return m
}

func (r *reader) row(n *yaml.Node, at string) Row {
	row := Row{When: map[string]string{}, Values: map[string]float64{}}
	r.Object(n, at+".", "a row",
		strict.Required("when", func(n *yaml.Node, at string) {
			r.Mapping(n, at, "when", func(key string, n *yaml.Node) { row.When[key], _ = r.Text(n, key) })
		}),

		strict.Required("values", func(n *yaml.Node, at string) {
			r.Mapping(n, at, "values", func(key string, n *yaml.Node) { row.Values[key] = r.Number(n, key) })
		}),
	)
	return row
}

func (t Table) names() []string {
	var names []string
	for _, m := range t.Measures {
		names = append(names, m.Name)
	}
	return names
}

// check compares the benchmarks with the pack's options, and the rows with each other.
func (t Table) check(m pack.Manifest, r *reader) {
	report := func(at, format string, args ...any) {
		r.Problems.Add(r.Path, r.Marks[at].Line, format, args...)
		r.Problems.Column(r.Marks[at].Column)
	}
	measures := t.names()
	for i, name := range measures {
		if slices.Contains(measures[:i], name) {
			report(fmt.Sprintf("measures.%d", i), "the measure %s is given twice", name)
		}
	}
	for i, row := range t.Rows {
		at := fmt.Sprintf("rows.%d", i)
		for _, option := range slices.Sorted(maps.Keys(row.When)) {
			o := m.Option(option)
			if o == nil || o.Kind != pack.Choice || !slices.ContainsFunc(o.Choices, func(c pack.OptionChoice) bool { return c.Name == row.When[option] }) {
				report(at+".when."+option, "the pack has no choice %s=%s", option, row.When[option])
			}
		}
		if slices.ContainsFunc(t.Rows[:i], func(other Row) bool { return maps.Equal(other.When, row.When) }) {
			report(at, "there is another row with the same answers")
		}
		for _, name := range slices.Sorted(maps.Keys(row.Values)) {
			if !slices.Contains(measures, name) {
				report(at+".values."+name, "there is no measure %q", name)
				r.Problems.Suggest(name, measures)
			}
		}
		for _, name := range measures {
			if _, ok := row.Values[name]; !ok {
				report(at+".values", "the row has no %s", name)
			}
		}
	}
}

// Row returns the measurements of the service with these answers, and with defaults for
// the other options. It returns nil if there are none.
func (t Table) Row(m pack.Manifest, values map[string]any) *Row {
	for i, row := range t.Rows {
		holds := true
		for option, choice := range row.When {
			value, answered := values[option]
			if o := m.Option(option); !answered && o != nil {
				value = o.Default
			}
			holds = holds && value == choice
		}
		if holds {
			return &t.Rows[i]
		}
	}
	return nil
}

// Brief summarizes the measurements of a choice of an option, given other answers, on one
// line. It returns "" if there are none for the option.
func (t Table) Brief(m pack.Manifest, option, choice string, values map[string]any) string {
	row := t.choiceRow(m, option, choice, values)
	if row == nil {
		return ""
	}
	var parts []string
	for _, measure := range t.Measures {
		if measure.Brief {
			parts = append(parts, measure.Format(row.Values[measure.Name])+" "+measure.What)
		}
	}
	return strings.Join(parts, ", ")
}

// Source says when and where an option's benchmarks were measured, and with which other
// answers. It returns "" if there are none for the option.
func (t Table) Source(m pack.Manifest, option string, values map[string]any) string {
	for _, c := range m.Option(option).Choices {
		row := t.choiceRow(m, option, c.Name, values)
		if row == nil {
			continue
		}
		var others []string
		for _, name := range slices.Sorted(maps.Keys(row.When)) {
			if name != option {
				others = append(others, row.When[name])
			}
		}
		text := "measured " + t.Date + ", " + t.Machine
		if len(others) > 0 {
			text += ", with " + strings.Join(others, " and ")
		}
		return text
	}
	return ""
}

// choiceRow returns the row with the choice, or nil if no row depends on the option.
func (t Table) choiceRow(m pack.Manifest, option, choice string, values map[string]any) *Row {
	with := map[string]any{}
	maps.Copy(with, values)
	with[option] = choice
	row := t.Row(m, with)
	if row == nil || row.When[option] == "" {
		return nil
	}
	return row
}

// Format formats a value with its unit, with three digits or as a whole number.
func (m Measure) Format(value float64) string {
	text := strconv.FormatFloat(value, 'f', 0, 64)
	if value < 99.95 && m.Unit != "%" {
		text = strconv.FormatFloat(value, 'f', 1, 64)
	}
	if m.Unit == "" || m.Unit == "%" || strings.HasPrefix(m.Unit, "/") {
		return text + m.Unit
	}
	return text + " " + m.Unit
}
