package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

const head = `# The manifest of a pack

<!-- Generated from docs/schema/pack.v1.json by make reference. -->

%s [Writing a pack](packs.md) explains how its parts work together. This page lists every key; the
[JSON Schema](schema/pack.v1.json) from which it is generated gives an editor completion and checks: put this line at the top of ` + "`pack.yaml`" + `.

` + "```yaml\n# yaml-language-server: $schema=https://raw.githubusercontent.com/newsvc/newsvc/main/docs/schema/pack.v1.json\n```" + `

Keys in bold are required.

`

// manifestPage returns the reference of the manifest: a table for the document, and one for
// each kind of object in it.
func manifestPage(data []byte) (string, error) {
	var s schema
	if err := json.Unmarshal(data, &s); err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, head, s.Description)
	table(&b, "", &s)
	for _, name := range s.Defs.keys {
		def := s.Defs.values[name]
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", name, def.Description)
		if len(def.Properties.keys) > 0 {
			b.WriteString("\n")
			table(&b, "", def)
		}
	}
	return b.String(), nil
}

// table writes the rows of an object's keys. Those of an object within it follow, with
// its key before theirs.
func table(b *strings.Builder, prefix string, s *schema) {
	if prefix == "" {
		b.WriteString("| key | value | meaning |\n|---|---|---|\n")
	}
	for _, key := range s.Properties.keys {
		p := s.Properties.values[key]
		name := "`" + prefix + key + "`"
		if slices.Contains(s.Required, key) {
			name = "**" + name + "**"
		}
		meaning := p.Description
		if p.Default != nil {
			value, _ := json.Marshal(p.Default)
			meaning += " Default: `" + string(value) + "`."
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", name, kind(p), strings.ReplaceAll(meaning, "|", `\|`))
		if len(p.Properties.keys) > 0 {
			table(b, prefix+key+".", p)
		}
	}
}

// kind describes which values a schema accepts.
func kind(s *schema) string {
	switch {
	case s.Ref != "":
		name := s.Ref[strings.LastIndex(s.Ref, "/")+1:]
		return "[" + name + "](#" + name + ")"
	case s.Const != nil:
		return fmt.Sprintf("`%v`", s.Const)
	case len(s.Enum) > 0:
		return "`" + strings.Join(s.Enum, "`, `") + "`"
	case s.Type == "array" && s.Items != nil:
		return "list of " + kind(s.Items)
	case s.Type == "object" && len(s.Properties.keys) == 0:
		var values schema
		if json.Unmarshal(s.Additional, &values) == nil {
			return "mapping to " + kind(&values)
		}
		return "mapping"
	case s.Type == "object":
		return "mapping"
	case s.Type == "string":
		return "text"
	}
	return "text, number or bool"
}
