package main

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
)

// writePage returns docs/frameworks.md: the choices of the built-in pack and their
// benchmarks.
func writePage(packFiles fs.FS, f pack.Benchmarks) ([]byte, error) {
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
		cells := []string{row.When["framework"], row.When["database"]}
		for _, name := range []string{"binary", "idle", "loaded", "start"} {
			cells = append(cells, fmt.Sprintf("%.1f (%.1f)", row.Values[name], row.Values[name+"-bare"]))
		}
		tableRow(&b, cells)
	}
	fmt.Fprintf(&b, speedHead, leastSpeed)
	for _, row := range f.Rows {
		cells := []string{row.When["framework"], row.When["database"]}
		for _, name := range []string{"get", "list", "post"} {
			v := row.Values
			cells = append(cells, fmt.Sprintf("%.0f (%.0f)", v[name], v[name+"-bare"]), share(v[name+"-ratio"]), fmt.Sprintf("%.0f %%", v[name+"-work"]))
		}
		tableRow(&b, cells)
	}
	b.WriteString(pageFoot)
	return []byte(b.String()), nil
}

// share formats a percentage, in bold if it is below the target.
func share(percent float64) string {
	if percent < leastSpeed {
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

From outside nobody can tell which framework a service has: they answer the same. They differ in how handlers read, in
what fits them, and in what they take of a machine. ` + "`newsvc options`" + ` and the form say the same in short.

` + "`make bench`" + ` wrote this page on %s, on a machine with %s.
`

const footprintHead = `
## What a service takes

With the default options; in brackets, the bare framework that does the same work with the same store, and nothing around
its handlers. Memory is what the process holds resident: idle, and after 10,000 requests on 32 connections.

| framework | store | binary, MB | idle, MB | after load, MB | start to the first answer, ms |
|---|---|---|---|---|---|
| promised | | %.0f; gin, fiber %.0f | %.0f | %.0f | %.0f |
`

const speedHead = `
## What a service gives

Answers a second on 32 connections, the service and the bare framework in turns; in brackets, the bare framework's. The
share is the median over those turns; at least %.0f %% is promised, and bold what is less. Load and service share the machine, so the last
column of each is stricter: the processor's time that the bare framework takes for an answer, as a share of the service's.

| framework | store | GET by id | share | time | list of 20 | share | time | POST | share | time |
|---|---|---|---|---|---|---|---|---|---|---|
`

const pageFoot = `
What the service does and the bare framework doesn't: an id for each request and a line in the log (to a file), a recovery
from panics, a deadline for each request, an order of checks and a shutdown that lose nothing, and what its features add.
Both have the same timeouts on their connections, check bodies and ids alike, run the same statements, and send the same
bytes, with their ETag. The less there is to do for an answer, the more all that weighs: most with the in-memory store.
`
