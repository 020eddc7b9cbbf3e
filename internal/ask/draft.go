package ask

import (
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/resource"
)

// draftOf splits a field into its parts.
func draftOf(f resource.Field) draft {
	d := draft{name: f.Name, typ: string(f.Type)}
	_, rest, _ := strings.Cut(f.String(), ":")
	typed, rest, _ := strings.Cut(rest, ":")
	_, d.arg, _ = strings.Cut(typed, "=")
	var limiting []string
	for _, m := range splitModifiers(rest) {
		if strings.Contains(m, "=") {
			limiting = append(limiting, m)
		} else {
			d.modifiers = append(d.modifiers, m)
		}
	}
	if len(limiting) > 0 {
		d.modifiers = append(d.modifiers, limits)
		d.limits = strings.Join(limiting, ":")
	}
	return d
}

// text formats the draft in the field grammar.
func (d draft) text() string {
	text := d.name + ":" + d.typ
	if d.arg != "" {
		text += "=" + d.arg
	}
	for _, m := range d.modifiers {
		if m != limits {
			text += ":" + m
		}
	}
	if d.limits != "" {
		text += ":" + d.limits
	}
	return text
}

// splitModifiers splits what follows the type of a field in its canonical form. A default
// is the last modifier, and may contain colons.
func splitModifiers(text string) []string {
	var all []string
	for text != "" {
		var m string
		if strings.HasPrefix(text, "default=") {
			m, text = text, ""
		} else {
			m, text, _ = strings.Cut(text, ":")
		}
		all = append(all, m)
	}
	return all
}

// as returns the draft with another type. It keeps the modifiers and limits that a field
// of that type can have.
func (d draft) as(t resource.Type) draft {
	if string(t) == d.typ {
		return d
	}
	next := draft{name: d.name, typ: string(t), arg: t.Argument()}
	if t == resource.Ref {
		next.arg = "x"
	}
	var kept []string
	for _, m := range splitModifiers(d.limits) {
		next.limits = m
		if _, err := resource.ParseField(next.text()); err == nil {
			kept = append(kept, m)
		}
	}
	next.limits = strings.Join(kept, ":")
	if _, err := resource.ParseField(next.text()); err != nil {
		next.limits = "" // each is possible, but not all together
	}
	for _, m := range d.modifiers {
		if m == limits && next.limits != "" || slices.Contains(t.Modifiers(), m) {
			next.modifiers = append(next.modifiers, m)
		}
	}
	next.arg = ""
	return next
}
