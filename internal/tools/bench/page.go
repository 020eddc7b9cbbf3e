package main

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/pack"
)

// writePage returns docs/frameworks.md: the choices of the built-in pack and their
// benchmarks.
func writePage(packFiles fs.FS, f benchmarks.Table) ([]byte, error) {
	p, err := pack.Load(packFiles)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, pageHead, f.Date, f.Machine)
	for _, name := range []string{"framework", "database"} {
		choiceTable(&b, *p.Manifest.Option(name))
	}
	fmt.Fprintf(&b, footprintHead, mostSize["chi"], mostSize["fiber"], mostIdle, mostLoaded, mostStart)
	for _, row := range f.Rows {
		cells := serviceCells(row)
		for _, name := range []string{"binary", "idle", "loaded", "start"} {
			cells = append(cells, fmt.Sprintf("%.1f (%.1f, %.1f)", row.Values[name], row.Values[name+"-bare"], row.Values[name+"-ogen"]))
		}
		tableRow(&b, cells)
	}
	fmt.Fprintf(&b, speedHead, leastSpeed)
	for _, row := range f.Rows {
		cells := serviceCells(row)
		promised := row.When["database"] != "memory" && row.When["auth"] == ""
		for _, name := range []string{"get", "list", "post"} {
			v := row.Values
			cells = append(cells, fmt.Sprintf("%.0f (%.0f, %.0f)", v[name], v[name+"-bare"], v[name+"-ogen"]),
				share(v[name+"-ratio"], promised), fmt.Sprintf("%.2f ×", 100/v[name+"-work"]), fmt.Sprintf("%.2f ×", v[name+"-times-ogen"]))
		}
		tableRow(&b, cells)
	}
	b.WriteString(pageFoot)
	return []byte(b.String()), nil
}

// serviceCells are the first cells of the row of a service.
func serviceCells(row benchmarks.Row) []string {
	database := row.When["database"]
	if row.When["auth"] != "" {
		database += ", everything on"
	}
	return []string{row.When["framework"], database}
}

// share writes a share that is less than promised in bold.
func share(percent float64, promised bool) string {
	if promised && percent < leastSpeed {
		return fmt.Sprintf("**%.1f %%**", percent)
	}
	return fmt.Sprintf("%.0f %%", percent)
}

func choiceTable(b *strings.Builder, o pack.Option) {
	fmt.Fprintf(b, "\n| %s | is | best | costs |\n|---|---|---|---|\n", o.Name)
	for _, c := range o.Choices {
		tableRow(b, []string{c.Name, c.What, c.Best, c.Cost})
	}
}

func tableRow(b *strings.Builder, cells []string) {
	fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
}

const pageHead = `# Frameworks and stores

All services give the same responses, whatever their framework. The frameworks differ in how handlers read, in which
middleware and documentation exists for them, and in their cost. ` + "`newsvc options`" + ` and the form give the same
information in short.

` + "`make bench`" + ` wrote this page on %s, on a machine with %s.
`

const footprintHead = `
## Binary, memory and start

Services with the default options, and services with everything on (every feature and ` + "`auth=jwt`" + `). In brackets:
the bare framework doing the same work with the same store and nothing around its handlers, then a server that ogen
generates from the service's OpenAPI document, over the same store. Memory is resident memory: idle, and after 10,000
requests on 32 connections.

| framework | store | binary, MB | idle, MB | after load, MB | start to the first response, ms |
|---|---|---|---|---|---|
| promised by default | | %.0f; gin, fiber %.0f | %.0f | %.0f | %.0f |
`

const speedHead = `
## Throughput

Responses per second on 32 connections; in brackets, those of the bare framework and of ogen's server. All three take
turns. The share is the service's rate as a share of the bare framework's, the median over all turns. At least %.0f %% is
promised for the default options with a database; less is bold. The load shares the machine with the service, so the last
two columns are stricter: the service's processor time per response as a multiple of the bare framework's, and of ogen's.

| framework | store | GET by id | share | time ÷ bare | time ÷ ogen | list of 20 | share | time ÷ bare | time ÷ ogen | POST | share | time ÷ bare | time ÷ ogen |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
`

const pageFoot = `
What the service does and the bare framework doesn't: a request ID and a log line (to a file) for each request, recovery
from panics, a deadline for each request, conditional requests, graceful shutdown, and what its features add. Both have
the same timeouts on their connections, validate bodies and IDs in the same way, run the same statements, and send the
same bytes. ogen's server also validates requests, and prepares a span and three measurements for each of them; it has no
request log, no deadline and no limit on bodies, and its problem bodies differ. The less work a response needs, the more all of this counts: most
with the in-memory store.
`
