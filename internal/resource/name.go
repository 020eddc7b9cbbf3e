package resource

import (
	"slices"
	"strings"
	"unicode"

	"github.com/newsvc/newsvc/internal/fault"
)

const (
	maxName       = 40 // characters of one name
	maxIdentifier = 63 // bytes of an identifier in PostgreSQL
)

// ownKeys are the columns that every resource has automatically.
var ownKeys = []string{"id", "version", "created_at", "updated_at"}

// systemColumns are names that a column in PostgreSQL can't have, quoted or not.
var systemColumns = []string{"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}

// CheckName returns a *fault.Error if s can't be the name of a resource or a field:
// names are in snake_case and have at most 40 characters.
func CheckName(s string) error {
	problem := nameProblem(s)
	if problem == "" {
		return nil
	}
	err := fault.Usage("bad_name", "%s: %s", quote(s), problem)
	if better := suggestName(s); better != "" && better != s {
		return err.Try(s, better)
	}
	return err.WithHint("a name is words of lower-case letters and digits joined by _, as in order_item")
}

func nameProblem(s string) string {
	switch {
	case s == "":
		return "a name is missing"
	case len(s) > maxName:
		return "a name has at most 40 characters"
	case strings.IndexFunc(s, func(r rune) bool { return !nameRune(r) }) >= 0:
		return "a name has only lower-case letters, digits and _"
	case !lower(rune(s[0])):
		return "a name starts with a lower-case letter"
	case strings.HasSuffix(s, "_"):
		return "a name doesn't end in _"
	case strings.Contains(s, "__"):
		return "a name has no two _ in a row"
	}
	return ""
}

func lower(r rune) bool    { return 'a' <= r && r <= 'z' }
func digit(r rune) bool    { return '0' <= r && r <= '9' }
func nameRune(r rune) bool { return lower(r) || digit(r) || r == '_' }

// suggestName returns the valid name that is closest to s, or "".
func suggestName(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		switch {
		case unicode.IsUpper(r) && (lower(last) || digit(last)):
			b.WriteByte('_')
			b.WriteRune(unicode.ToLower(r))
		case nameRune(unicode.ToLower(r)) && r != '_':
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte('_')
		}
		last = r
	}
	words := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '_' })
	name := strings.TrimLeft(strings.Join(words, "_"), "0123456789_")
	if len(name) > maxName {
		name = strings.TrimRight(name[:maxName], "_")
	}
	return name
}

func checkFieldName(s, written string) error {
	if err := CheckName(s); err != nil {
		e := fault.All(err)[0]
		e.Code, e.Message = "bad_field", "field "+e.Message
		if better := suggestName(s); better != "" && better != s && !slices.Contains(ownKeys, better) {
			return e.Try(written, better+strings.TrimPrefix(written, s))
		}
		return e
	}
	if slices.Contains(ownKeys, s) {
		return fault.Usage("bad_field", "field %s: every resource has this field already", s).
			WithHint("leave it out, or give it another name, as in %s", map[string]string{
				"id": "number", "version": "revision", "created_at": "placed_at", "updated_at": "changed_at",
			}[s]+strings.TrimPrefix(written, s))
	}
	if slices.Contains(systemColumns, s) {
		return fault.Usage("bad_field", "field %s: PostgreSQL reserves this name in every table", s).
			Try(written, s+"_value"+strings.TrimPrefix(written, s))
	}
	return nil
}

func checkPlural(name, plural string) error {
	problem := nameProblem(plural)
	switch {
	case problem != "" && len(plural) > maxName:
		return fault.Usage("bad_name", "resource %s: its plural, %s, is too long: %s", name, quote(plural), problem).
			WithHint("give it a shorter name")
	case problem != "":
		return fault.Usage("bad_name", "resource %s: its plural, %s, can't be used: %s", name, quote(plural), problem).
			Try(name+"/"+plural, name+"/"+either(suggestName(plural), Plural(name)))
	case strings.HasPrefix(plural, "sqlite_"):
		return fault.Usage("bad_name", "resource %s: SQLite reserves table names that start with sqlite_", name).
			Try(name, either(strings.TrimPrefix(name, "sqlite_"), "item"))
	}
	return nil
}
