package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"runtime"
	"text/tabwriter"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/benchmarks"
)

// measures lists the benchmarks of a service, in order. Those whose names end in a rival's name
// are the rival's, or compare the service with it.
var measures = []benchmarks.Measure{
	{Name: "binary", What: "binary", Unit: "MB", Brief: true},
	{Name: "binary-bare", What: "binary of the bare framework", Unit: "MB"},
	{Name: "binary-ogen", What: "binary of ogen's server", Unit: "MB"},
	{Name: "idle", What: "idle", Unit: "MB", Brief: true},
	{Name: "idle-bare", What: "idle with the bare framework", Unit: "MB"},
	{Name: "idle-ogen", What: "idle with ogen's server", Unit: "MB"},
	{Name: "loaded", What: "after 10,000 requests", Unit: "MB"},
	{Name: "loaded-bare", What: "after 10,000 requests with the bare framework", Unit: "MB"},
	{Name: "loaded-ogen", What: "after 10,000 requests with ogen's server", Unit: "MB"},
	{Name: "start", What: "to the first answer", Unit: "ms"},
	{Name: "start-bare", What: "to the first answer of the bare framework", Unit: "ms"},
	{Name: "start-ogen", What: "to the first answer of ogen's server", Unit: "ms"},
	{Name: "get", What: "by id", Unit: "/s"},
	{Name: "get-bare", What: "by id with the bare framework", Unit: "/s"},
	{Name: "get-ogen", What: "by id with ogen's server", Unit: "/s"},
	{Name: "get-ratio", What: "of the speed of the framework alone", Unit: "%", Brief: true},
	{Name: "get-work", What: "of bare by the processor's time, by id", Unit: "%"},
	{Name: "get-times-ogen", What: "of ogen's processor time, by id", Unit: "×"},
	{Name: "list", What: "lists", Unit: "/s"},
	{Name: "list-bare", What: "lists with the bare framework", Unit: "/s"},
	{Name: "list-ogen", What: "lists with ogen's server", Unit: "/s"},
	{Name: "list-ratio", What: "of bare, lists", Unit: "%"},
	{Name: "list-work", What: "of bare by the processor's time, lists", Unit: "%"},
	{Name: "list-times-ogen", What: "of ogen's processor time, lists", Unit: "×"},
	{Name: "post", What: "creations", Unit: "/s"},
	{Name: "post-bare", What: "creations with the bare framework", Unit: "/s"},
	{Name: "post-ogen", What: "creations with ogen's server", Unit: "/s"},
	{Name: "post-ratio", What: "of bare, creations", Unit: "%"},
	{Name: "post-work", What: "of bare by the processor's time, creations", Unit: "%"},
	{Name: "post-times-ogen", What: "of ogen's processor time, creations", Unit: "×"},
}

func benchmarksOf(all []measurement, date, machine string) benchmarks.Table {
	f := benchmarks.Table{Date: date, Machine: machine, Measures: measures}
	for _, m := range all {
		values := map[string]float64{}
		weigh := func(suffix string, w weight) {
			values["binary"+suffix], values["idle"+suffix] = megabytes(w.size), megabytes(w.idle)
			values["loaded"+suffix], values["start"+suffix] = megabytes(w.loaded), milliseconds(w.start)
		}
		weigh("", m.own)
		for name, w := range m.rivals {
			weigh("-"+name, w)
		}
		for _, s := range m.speeds {
			values[s.load] = s.own
			for name, rival := range s.rivals {
				values[s.load+"-"+name] = rival.rate
			}
			bare := s.rivals["bare"]
			values[s.load+"-ratio"], values[s.load+"-work"] = 100*bare.ratio, 100*bare.workedRatio
			values[s.load+"-times-ogen"] = 1 / s.rivals["ogen"].workedRatio
		}
		for name, value := range values {
			values[name] = rounded(value)
		}
		when := map[string]string{"framework": m.framework, "database": m.database}
		if m.everything {
			when["auth"] = "jwt"
		}
		f.Rows = append(f.Rows, benchmarks.Row{When: when, Values: values})
	}
	return f
}

// rounded returns a value to the precision of a measurement: hundredths below 10, tenths
// below 100, or whole numbers.
func rounded(value float64) float64 {
	switch {
	case value < 10:
		return math.Round(value*100) / 100
	case value < 100:
		return math.Round(value*10) / 10
	}
	return math.Round(value)
}

func machine() string {
	return fmt.Sprintf("%d cores, Go %s, %s/%s", runtime.NumCPU(), runtime.Version()[len("go"):], runtime.GOOS, runtime.GOARCH)
}

// encode formats benchmarks for benchmarks.Table.
func encode(f benchmarks.Table) []byte {
	out := bytes.NewBufferString("# Benchmarks of a service with each framework and store and the default options, and of\n# services with everything on (auth=jwt).\n# `make bench` writes this file, and docs/frameworks.md from it.\n")
	fmt.Fprintf(out, "date: %q\nmachine: %q\nmeasures:\n", f.Date, f.Machine)
	for _, m := range f.Measures {
		fmt.Fprintf(out, "  - {name: %s, what: %q, unit: %q, brief: %t}\n", m.Name, m.What, m.Unit, m.Brief)
	}
	fmt.Fprintln(out, "rows:")
	for _, row := range f.Rows {
		fmt.Fprintf(out, "  - when: %s\n    values:\n", flow(row.When))
		for _, m := range f.Measures {
			fmt.Fprintf(out, "      %s: %v\n", m.Name, row.Values[m.Name])
		}
	}
	return out.Bytes()
}

// flow formats a mapping on one line, with sorted keys.
func flow(of map[string]string) string {
	node := yaml.Node{}
	if err := node.Encode(of); err != nil {
		panic(err) // Text can always be encoded.
	}
	node.Style = yaml.FlowStyle
	text, err := yaml.Marshal(&node)
	if err != nil {
		panic(err)
	}
	return string(bytes.TrimSpace(text))
}

// show prints the benchmarks as a table.
func show(f benchmarks.Table) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nservice / bare framework / ogen\tbinary MB\tidle MB\tafter load MB\tstart ms\tGET\tlist\tPOST\t")
	for _, row := range f.Rows {
		v := row.Values
		fmt.Fprintf(w, "%s, %s %s", row.When["framework"], row.When["database"], row.When["auth"])
		for _, name := range []string{"binary", "idle", "loaded", "start"} {
			fmt.Fprintf(w, "\t%.1f / %.1f / %.1f", v[name], v[name+"-bare"], v[name+"-ogen"])
		}
		for _, name := range []string{"get", "list", "post"} {
			fmt.Fprintf(w, "\t%.0f/s, %.0f %%, work %.0f %%, %.2f × ogen", v[name], v[name+"-ratio"], v[name+"-work"], v[name+"-times-ogen"])
		}
		fmt.Fprintln(w, "\t")
	}
	return w.Flush()
}
