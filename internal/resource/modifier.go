package resource

import (
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
)

// isModifier reports whether a part between two colons is a modifier.
func isModifier(part string) bool {
	return slices.ContainsFunc(modifiers, func(m string) bool {
		return part == m || strings.HasSuffix(m, "=") && strings.HasPrefix(part, m)
	})
}

// readModifiers parses the parts after the type. s is the whole field.
func (f *Field) readModifiers(parts []string, s string) error {
	seen := map[string]bool{}
	for i := 0; i < len(parts); i++ {
		part := parts[i]
		if !isModifier(part) {
			return f.unknownModifier(parts, i, s)
		}
		name, value, valued := strings.Cut(part, "=")
		if valued {
			name += "="
		}
		if seen[name] {
			return f.wrong("%s is given twice", name).Try(s, rewrite(s, parts, i, ""))
		}
		seen[name] = true
		if why := refusal(f.Type, name); why != "" {
			return f.wrong("the type %s can't have %s: %s", f.Type, name, why).
				Try(s, rewrite(s, parts, i, ""))
		}
		if name == "default=" && colons(f.Type) {
			for i+1 < len(parts) && !isModifier(parts[i+1]) {
				i++
				value += ":" + parts[i]
			}
		}
		if valued && value == "" {
			return f.wrong("%s has no value", name).WithHint("leave it out, or give it one")
		}
		f.set(name, value)
	}
	return nil
}

func (f *Field) set(name, value string) {
	switch name {
	case "optional":
		f.Optional = true
	case "unique":
		f.Unique = true
	case "index":
		f.Index = true
	case "min=":
		f.Min = value
	case "max=":
		f.Max = value
	case "default=":
		f.Default = &value
	}
}

func (f *Field) unknownModifier(parts []string, i int, s string) error {
	part := parts[i]
	if part == "" {
		return f.wrong("nothing is between two colons, or after the last one").
			Try(s, strings.TrimRight(strings.ReplaceAll(s, "::", ":"), ":"))
	}
	err := f.wrong("unknown modifier %s", quote(part))
	if i > 0 && strings.HasPrefix(parts[i-1], "default=") {
		if fault.Nearest(part, modifiers) == "" {
			rest := strings.Join(parts[i-1:], ":") // of the default, which ends where a modifier begins
			end := slices.IndexFunc(parts[i:], isModifier)
			if end >= 0 {
				rest = strings.Join(parts[i-1:i+end], ":")
			}
			return err.Try(s, strings.Replace(s, ":"+rest, ":"+strings.ReplaceAll(rest, ":", "%3A"), 1))
		}
	}
	word, value, valued := strings.Cut(part, "=")
	if slices.Contains(modifiers, word+"=") {
		err := f.wrong("%s has no value", word)
		if i+1 < len(parts) && !isModifier(parts[i+1]) { // the value is after a colon
			return err.Try(s, strings.Replace(s, ":"+part+":"+parts[i+1], ":"+part+"="+parts[i+1], 1))
		}
		return err.WithHint("write %s=V", word)
	}
	if slices.Contains(modifiers, word) {
		return f.wrong("%s takes no value", word).Try(s, rewrite(s, parts, i, word))
	}
	better, known := meantModifier[strings.ToLower(word)]
	if known && better == "" {
		return err.WithHint("leave it out: a field is required unless it is optional")
	}
	if !known {
		like := word
		if valued {
			like += "="
		}
		if better = fault.Nearest(like, f.Type.Modifiers()); better == "" {
			better = meantModifier[fault.Nearest(word, slices.Sorted(maps.Keys(meantModifier)))]
		}
	}
	if better == "" {
		return err.WithHint("a field of type %s can have %s", f.Type, strings.Join(f.Type.Modifiers(), ", "))
	}
	if strings.HasSuffix(better, "=") {
		better += either(value, "V")
	}
	return err.Try(s, rewrite(s, parts, i, better))
}

// rewrite returns the field s with part i of its last parts replaced, or removed if to
// is empty.
func rewrite(s string, parts []string, i int, to string) string {
	better := strings.TrimSuffix(s, ":"+strings.Join(parts, ":"))
	for j, part := range parts {
		if j == i {
			part = to
		}
		if part != "" {
			better += ":" + part
		}
	}
	return better
}
