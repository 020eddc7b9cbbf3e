package main

import (
	"fmt"
	"slices"
	"strings"
)

// page returns docs/comparison.md. All numbers in it come from r.
func page(r results) string {
	var b strings.Builder
	fmt.Fprintf(&b, pageHead, r.Date, r.Machine)
	b.WriteString(purposeHead)
	for _, p := range purposes {
		fmt.Fprintf(&b, "| [%s](%s) | %s | %s |\n", p.name, p.address, p.is, p.instead)
	}
	fmt.Fprintf(&b, measuredHead, r.Runs, r.Tools[0].Milliseconds, r.Load, r.Kills, r.Own)
	header(&b, r)
	for _, row := range rows {
		b.WriteString("| " + row.name + " |")
		for _, t := range r.Tools {
			b.WriteString(" " + row.cell(r, t) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n" + facts(r))
	b.WriteString(betterHead)
	for _, line := range better(r) {
		b.WriteString("- " + line + "\n")
	}
	b.WriteString(betterRest)
	for _, t := range tools {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", t.name, commands(t.prepare, t.generate), commands(t.change))
	}
	b.WriteString(pageFoot)
	return b.String()
}

// header writes the head of a table with a column for each tool.
func header(b *strings.Builder, r results) {
	b.WriteString("| |")
	for _, t := range r.Tools {
		b.WriteString(" " + strings.TrimSpace(t.Name+" "+t.Version) + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(r.Tools)) + "\n")
}

// rows are the rows of the table.
var rows = []struct {
	name string
	cell func(results, result) string
}{
	{"starts from", func(_ results, t result) string { return toolNamed(t.Name).from }},
	{"time ÷ newsvc's", func(_ results, t result) string { return fmt.Sprintf("%.1f", t.TimesNewsvc) }},
	{"works without a network, with nothing cached", func(_ results, t result) string { return yes(t.Offline) }},
	{"a part of a service is left after a kill", func(r results, t result) string { return of(t.KilledWithin, r.Kills) }},
	{"the same command then finishes it", func(r results, t result) string { return of(t.Repeated, r.Kills) }},
	{"leaves a file of yours alone", func(r results, t result) string { return of(t.KeptOwn, r.Own) }},
	{"files; lines of Go + tests", func(_ results, t result) string { return fmt.Sprintf("%d; %d + %d", t.Files, t.Lines, t.TestLines) }},
	{"modules; go.mod is complete", func(_ results, t result) string { return fmt.Sprintf("%d; %s", t.Modules, yes(t.Tidy)) }},
	{"contains", func(_ results, t result) string { return contents(t) }},
	{"answers a request for the list, before you write code", func(_ results, t result) string { return answer(t) }},
	{"edits that are left after adding a field", func(_ results, t result) string { return edits(t) }},
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func of(n, all int) string { return fmt.Sprintf("%d of %d", n, all) }

// contents lists what a generated service contains.
func contents(t result) string {
	var all []string
	for _, c := range []struct {
		has  bool
		what string
	}{
		{t.Program, "a program"},
		{t.Tests > 0, plural(t.Tests, "test")},
		{t.Document, "an OpenAPI document"},
		{t.Client, "a client"},
		{t.Migration, "a migration"},
		{t.Image, "a Dockerfile"},
		{t.Workflow, "a workflow"},
	} {
		if c.has {
			all = append(all, c.what)
		}
	}
	if len(all) == 0 {
		return "handlers to call"
	}
	return strings.Join(all, ", ")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func answer(t result) string {
	status, body, _ := strings.Cut(t.Answer, " ")
	switch {
	case t.Answer == "":
		return "no program"
	case body == "":
		return status
	}
	if len(body) >= bodyLimit {
		body += "…"
	}
	return status + " `" + strings.ReplaceAll(body, "|", `\|`) + "`"
}

func edits(t result) string {
	if !t.Changes {
		return "can't add one"
	}
	text := of(t.KeptEdits, t.Edited)
	switch {
	case t.Conflicts > 0:
		text += ", conflicts to resolve in " + plural(t.Conflicts, "file")
	case !t.ChangeBuilds:
		text += ", doesn't build"
	}
	if t.Owned > 0 {
		text += fmt.Sprintf(" (DO NOT EDIT is in %d)", t.Owned)
	}
	return text
}

// facts says what is the same for all tools, or nearly all.
func facts(r results) string {
	sentences := []string{"All of them work without a terminal."}
	for _, f := range []struct {
		of   func(result) bool
		text string
	}{
		{func(t result) bool { return t.Repeatable }, "give the same bytes when they run again"},
		{func(t result) bool { return t.Builds }, "generate code that `go build` and `go vet` accept, once go.mod is complete"},
		{func(t result) bool { return t.TestsPass || t.Tests == 0 }, "generate no test that fails"},
	} {
		sentences = append(sentences, "All"+except(r, f.of)+" "+f.text+".")
	}
	for _, t := range r.Tools {
		if t.Beside == 0 {
			continue
		}
		later := "the same command removes them"
		if t.StillBeside > 0 {
			later = fmt.Sprintf("the same command leaves them there in %d cases", t.StillBeside)
		}
		sentences = append(sentences, fmt.Sprintf("After %d of %d kills, %s has left hidden files next to the service's folder; %s.", t.Beside, r.Kills, t.Name, later))
	}
	return strings.Join(sentences, " ") + "\n"
}

// except names the tools of which something doesn't hold.
func except(r results, of func(result) bool) string {
	if names := named(r, func(t result) bool { return !of(t) }); names != "" {
		return " except " + names
	}
	return ""
}

func named(r results, of func(result) bool) string {
	var names []string
	for _, t := range r.Tools {
		if of(t) {
			names = append(names, t.Name)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// better says where the results of other tools are better than newsvc's.
func better(r results) []string {
	own := r.Tools[0]
	var lines []string
	for _, c := range []struct {
		of   func(result) bool
		text string
	}{
		{func(t result) bool { return t.TimesNewsvc < 0.95 }, "Faster"},
		{func(t result) bool { return t.Lines < own.Lines }, "Less Go"},
		{func(t result) bool { return t.Modules < own.Modules }, "Fewer modules"},
		{func(t result) bool { return t.KilledWithin < own.KilledWithin }, "Less often a part of a service after a kill"},
		{func(t result) bool { return t.Repeated > own.Repeated }, "More often finished by the same command after a kill"},
		{func(t result) bool { return t.Client && !own.Client }, "A client in Go"},
	} {
		if names := named(r, c.of); names != "" {
			lines = append(lines, c.text+": "+names+".")
		}
	}
	return lines
}

func toolNamed(name string) tool {
	i := slices.IndexFunc(tools, func(t tool) bool { return t.name == name })
	return tools[max(i, 0)]
}

// commands formats scripts for a table.
func commands(scripts ...string) string {
	var all []string
	for _, s := range scripts {
		for c := range strings.SplitSeq(s, " && ") {
			if c != "" {
				all = append(all, "`"+c+"`")
			}
		}
	}
	if len(all) == 0 {
		return "—"
	}
	return strings.Join(all, ", ")
}
