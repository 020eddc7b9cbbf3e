package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"runtime"
	"text/tabwriter"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/pack"
)

// measures lists the benchmarks of a service, in order. Those whose names end in -bare are
// of the bare framework.
var measures = []pack.Measure{
	{Name: "binary", What: "binary", Unit: "MB", Brief: true},
	{Name: "binary-bare", What: "binary of the bare framework", Unit: "MB"},
	{Name: "idle", What: "idle", Unit: "MB", Brief: true},
	{Name: "idle-bare", What: "idle with the bare framework", Unit: "MB"},
	{Name: "loaded", What: "after 10,000 requests", Unit: "MB"},
	{Name: "loaded-bare", What: "after 10,000 requests with the bare framework", Unit: "MB"},
	{Name: "start", What: "to the first answer", Unit: "ms"},
	{Name: "start-bare", What: "to the first answer of the bare framework", Unit: "ms"},
	{Name: "get", What: "by id", Unit: "/s", Brief: true},
	{Name: "get-bare", What: "by id with the bare framework", Unit: "/s"},
	{Name: "get-ratio", What: "of bare", Unit: "%", Brief: true},
	{Name: "get-work", What: "of bare by the processor's time, by id", Unit: "%"},
	{Name: "list", What: "lists", Unit: "/s"},
	{Name: "list-bare", What: "lists with the bare framework", Unit: "/s"},
	{Name: "list-ratio", What: "of bare, lists", Unit: "%"},
	{Name: "list-work", What: "of bare by the processor's time, lists", Unit: "%"},
	{Name: "post", What: "creations", Unit: "/s"},
	{Name: "post-bare", What: "creations with the bare framework", Unit: "/s"},
	{Name: "post-ratio", What: "of bare, creations", Unit: "%"},
	{Name: "post-work", What: "of bare by the processor's time, creations", Unit: "%"},
}

func benchmarksOf(all []measurement, date, machine string) pack.Benchmarks {
	f := pack.Benchmarks{Date: date, Machine: machine, Measures: measures}
	for _, m := range all {
		values := map[string]float64{
			"binary": megabytes(m.own.size), "binary-bare": megabytes(m.bare.size),
			"idle": megabytes(m.own.idle), "idle-bare": megabytes(m.bare.idle),
			"loaded": megabytes(m.own.loaded), "loaded-bare": megabytes(m.bare.loaded),
			"start": milliseconds(m.own.start), "start-bare": milliseconds(m.bare.start),
		}
		for _, s := range m.speeds {
			values[s.load], values[s.load+"-bare"] = s.own, s.bare
			values[s.load+"-ratio"], values[s.load+"-work"] = 100*s.ratio, 100*s.workedRatio
		}
		for name, value := range values {
			values[name] = rounded(value)
		}
		f.Rows = append(f.Rows, pack.Row{When: map[string]string{"framework": m.framework, "database": m.database}, Values: values})
	}
	return f
}

// rounded rounds a measurement to its precision: tenths below 100, otherwise whole numbers.
func rounded(value float64) float64 {
	if value < 100 {
		return math.Round(value*10) / 10
	}
	return math.Round(value)
}

func machine() string {
	return fmt.Sprintf("%d cores, Go %s, %s/%s", runtime.NumCPU(), runtime.Version()[len("go"):], runtime.GOOS, runtime.GOARCH)
}

// encode formats benchmarks for pack.Benchmarks.
func encode(f pack.Benchmarks) []byte {
	out := bytes.NewBufferString("# Benchmarks of a service with each framework and store and the default options.\n# `make bench` writes this file, and docs/frameworks.md from it.\n")
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
func show(f pack.Benchmarks) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nservice, beside the bare framework\tbinary MB\tidle MB\tafter load MB\tstart ms\tGET\tlist\tPOST\t")
	for _, row := range f.Rows {
		v := row.Values
		fmt.Fprintf(w, "%s, %s", row.When["framework"], row.When["database"])
		for _, name := range []string{"binary", "idle", "loaded", "start"} {
			fmt.Fprintf(w, "\t%.1f / %.1f", v[name], v[name+"-bare"])
		}
		for _, name := range []string{"get", "list", "post"} {
			fmt.Fprintf(w, "\t%.0f/s, %.0f %%, work %.0f %%", v[name], v[name+"-ratio"], v[name+"-work"])
		}
		fmt.Fprintln(w, "\t")
	}
	return w.Flush()
}
