package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// BenchmarksPath is the file with a pack's benchmarks, which is optional. It doesn't affect
// any service and isn't part of the pack's digest.
const BenchmarksPath = "benchmarks.yaml"

// Benchmarks are measurements of a pack's services.
type Benchmarks struct {
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

// Benchmarks returns the pack's benchmarks. There are no rows if benchmarks.yaml doesn't
// exist or has none. The error has the same form as that of Load.
func (p *Pack) Benchmarks() (Benchmarks, error) {
	var f Benchmarks
	if p.benchmarks == nil {
		return f, nil
	}
	var ps problems
	r := &reader{path: BenchmarksPath, problems: &ps, marks: marks{}}
	if doc := r.document(p.benchmarks); doc != nil {
		f = r.benchmarks(doc)
		f.check(p.Manifest, r)
	}
	return f, ps.err()
}

// readBenchmarks reads the file if it exists.
func readBenchmarks(fsys fs.FS, ps *problems) ([]byte, error) {
	data, err := readBounded(fsys, BenchmarksPath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, errIrregular):
		ps.add(BenchmarksPath, 0, "%s", errIrregular)
		return nil, nil
	}
	if len(data) > maxFile {
		ps.add(BenchmarksPath, 0, "it is larger than %d KiB", maxFile>>10)
	}
	return data, err
}

func (r *reader) benchmarks(doc *yaml.Node) (f Benchmarks) {
	r.object(doc, "", "benchmarks",
		field{"date", true, r.into(&f.Date, "date")},
		field{"machine", true, r.into(&f.Machine, "machine")},
		field{"measures", true, func(n *yaml.Node, at string) {
			r.list(n, at, "measures", func(n *yaml.Node, at string) { f.Measures = append(f.Measures, r.measure(n, at)) })
		}},
		field{"rows", true, func(n *yaml.Node, at string) {
			r.list(n, at, "rows", func(n *yaml.Node, at string) { f.Rows = append(f.Rows, r.row(n, at)) })
		}},
	)
	return f
}

func (r *reader) measure(n *yaml.Node, at string) (m Measure) {
	r.object(n, at+".", "a measure",
		field{"name", true, r.into(&m.Name, "a measure's name")},
		field{"what", true, r.into(&m.What, "what")},
		field{"unit", false, r.into(&m.Unit, "unit")},
		field{"brief", false, func(n *yaml.Node, _ string) {
			if m.Brief = n.Value == "true"; n.ShortTag() != "!!bool" {
				r.fail(n, "brief must be true or false")
			}
		}},
	)
	return m
}

func (r *reader) row(n *yaml.Node, at string) Row {
	row := Row{When: map[string]string{}, Values: map[string]float64{}}
	r.object(n, at+".", "a row",
		field{"when", true, func(n *yaml.Node, at string) {
			r.mapping(n, at, "when", func(key string, n *yaml.Node) { row.When[key], _ = r.text(n, key) })
		}},
		field{"values", true, func(n *yaml.Node, at string) {
			r.mapping(n, at, "values", func(key string, n *yaml.Node) { row.Values[key] = r.number(n, key) })
		}},
	)
	return row
}

func (r *reader) mapping(n *yaml.Node, at, what string, each func(key string, n *yaml.Node)) {
	if r.is(n, yaml.MappingNode, what, "a mapping of keys to values") {
		r.entries(n, at+".", func(key, value *yaml.Node) { each(key.Value, value) })
	}
}

func (r *reader) number(n *yaml.Node, what string) float64 {
	number, err := strconv.ParseFloat(n.Value, 64)
	if tag := n.ShortTag(); err != nil || tag != "!!int" && tag != "!!float" {
		r.fail(n, "%s must be a number", what)
	}
	return number
}

// check compares the benchmarks with the pack's options, and the rows with each other.
func (f Benchmarks) check(m Manifest, r *reader) {
	report := func(at, format string, args ...any) {
		r.problems.add(BenchmarksPath, r.marks[at], format, args...)
	}
	measures := names(f.Measures, func(m Measure) string { return m.Name })
	for i, name := range measures {
		if slices.Contains(measures[:i], name) {
			report(fmt.Sprintf("measures.%d", i), "the measure %s is given twice", name)
		}
	}
	for i, row := range f.Rows {
		at := fmt.Sprintf("rows.%d", i)
		for _, option := range sortedKeys(row.When) {
			o := m.Option(option)
			if o == nil || o.Kind != Choice || !slices.ContainsFunc(o.Choices, func(c OptionChoice) bool { return c.Name == row.When[option] }) {
				report(at+".when."+option, "the pack has no choice %s=%s", option, row.When[option])
			}
		}
		if slices.ContainsFunc(f.Rows[:i], func(other Row) bool { return maps.Equal(other.When, row.When) }) {
			report(at, "there is another row with the same answers")
		}
		for _, name := range sortedKeys(row.Values) {
			if !slices.Contains(measures, name) {
				report(at+".values."+name, "there is no measure %q", name)
				r.problems.suggest(name, measures)
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
func (f Benchmarks) Row(m Manifest, values map[string]any) *Row {
	for i, row := range f.Rows {
		holds := true
		for option, choice := range row.When {
			value, answered := values[option]
			if o := m.Option(option); !answered && o != nil {
				value = o.Default
			}
			holds = holds && value == choice
		}
		if holds {
			return &f.Rows[i]
		}
	}
	return nil
}

// Brief summarizes the measurements of a choice of an option, given other answers, on one
// line. It returns "" if there are none for the option.
func (f Benchmarks) Brief(m Manifest, option, choice string, values map[string]any) string {
	row := f.choiceRow(m, option, choice, values)
	if row == nil {
		return ""
	}
	var parts []string
	for _, measure := range f.Measures {
		if measure.Brief {
			parts = append(parts, measure.Format(row.Values[measure.Name])+" "+measure.What)
		}
	}
	return strings.Join(parts, ", ")
}

// Source says when and where an option's benchmarks were measured, and with which other
// answers. It returns "" if there are none for the option.
func (f Benchmarks) Source(m Manifest, option string, values map[string]any) string {
	for _, c := range m.Option(option).Choices {
		row := f.choiceRow(m, option, c.Name, values)
		if row == nil {
			continue
		}
		var others []string
		for _, name := range sortedKeys(row.When) {
			if name != option {
				others = append(others, row.When[name])
			}
		}
		text := "measured " + f.Date + ", " + f.Machine
		if len(others) > 0 {
			text += ", with " + strings.Join(others, " and ")
		}
		return text
	}
	return ""
}

// choiceRow returns the row with the choice, or nil if no row depends on the option.
func (f Benchmarks) choiceRow(m Manifest, option, choice string, values map[string]any) *Row {
	with := map[string]any{}
	maps.Copy(with, values)
	with[option] = choice
	row := f.Row(m, with)
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
	if m.Unit == "" || strings.HasPrefix(m.Unit, "/") {
		return text + m.Unit
	}
	return text + " " + m.Unit
}
