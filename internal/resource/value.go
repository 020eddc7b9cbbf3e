package resource

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/newsvc/newsvc/internal/lazyregexp"
)

// Maximum lengths of values.
const (
	StringLength = 255       // characters of a string
	TextLength   = 64 * 1024 // bytes of a text
	URLLength    = 2048      // characters of a URL
)

// normalize checks the bounds and the default against the type, and converts them to
// their canonical form. s is the whole field as it was written.
func (f *Field) normalize(s string) error {
	if f.Unique {
		f.Index = false
	}
	for _, bound := range []struct {
		name string
		text *string
	}{{"min", &f.Min}, {"max", &f.Max}} {
		if *bound.text == "" {
			continue
		}
		canonical, problem := f.bound(*bound.text)
		if problem != "" {
			return f.wrong("%s=%s: %s", bound.name, *bound.text, problem).WithHint("%s", f.boundHint())
		}
		*bound.text = canonical
	}
	if f.Min != "" && f.Max != "" && less(f.Max, f.Min) {
		swapped := *f
		swapped.Min, swapped.Max = f.Max, f.Min
		return f.wrong("min=%s is more than max=%s", f.Min, f.Max).Try(s, swapped.String())
	}
	if f.Default == nil {
		return nil
	}
	if f.Unique {
		return f.wrong("a unique field can't have a default: only one row could have it").
			Try(s, strings.Replace(s, ":unique", "", 1))
	}
	return f.normalizeDefault()
}

func (f *Field) normalizeDefault() error {
	text, ok := unescape(*f.Default)
	if !ok {
		return f.wrong("default=%s: a %% must be followed by the two hexadecimal digits of a byte of UTF-8", *f.Default).
			WithHint("write %%25 for a %% itself")
	}
	k := kindOf(f.Type)
	canonical, problem := k.canonical(f, text)
	if problem != "" {
		err := f.wrong("default=%s: %s", *f.Default, problem)
		if f.Type == Enum {
			return err.WithHint("the values are %s", strings.Join(f.Values, ", "))
		}
		return err.WithHint("%s", k.hint)
	}
	f.Default = &canonical
	return nil
}

// bound returns the canonical form of a minimum or maximum, or the problem with it.
func (f *Field) bound(text string) (canonical, problem string) {
	switch f.Type {
	case String:
		return length(text, StringLength)
	case Text:
		return length(text, TextLength)
	}
	return f.number(text)
}

func (f *Field) boundHint() string {
	switch f.Type {
	case String:
		return "a string has at most 255 characters; for more, the type text"
	case Text:
		return "a text has at most 65536 bytes"
	case Int:
		return "an int is a whole number of 32 bits; for more, the type bigint"
	case BigInt:
		return "a bigint is a whole number of 64 bits"
	}
	return "write a number as in 1.5"
}

func length(text string, most int) (canonical, problem string) {
	n, err := strconv.ParseUint(text, 10, 32)
	switch {
	case err != nil || n == 0:
		return "", "not a length"
	case n > uint64(most):
		return "", "more than the maximum"
	}
	return strconv.FormatUint(n, 10), ""
}

var numeral = lazyregexp.New(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// number returns the canonical form of an int, bigint or float.
func (f *Field) number(text string) (canonical, problem string) {
	if f.Type == Float {
		n, err := strconv.ParseFloat(text, 64)
		if !numeral().MatchString(text) {
			return "", "not a number"
		}
		if err != nil || math.IsInf(n, 0) {
			return "", "too large for a float"
		}
		if n == 0 {
			n = 0 // no -0
		}
		return strconv.FormatFloat(n, 'g', -1, 64), ""
	}
	bits := 32
	if f.Type == BigInt {
		bits = 64
	}
	if strings.HasPrefix(text, "+") {
		return "", "not a whole number"
	}
	n, err := strconv.ParseInt(text, 10, bits)
	if err != nil && strings.Trim(text, "-0123456789") == "" && strings.LastIndexByte(text, '-') <= 0 && text != "-" {
		return "", "too large for " + strconv.Itoa(bits) + " bits"
	}
	if err != nil {
		return "", "not a whole number"
	}
	return strconv.FormatInt(n, 10), ""
}

// less compares two numbers in canonical form.
func less(a, b string) bool {
	m, errA := strconv.ParseInt(a, 10, 64)
	n, errB := strconv.ParseInt(b, 10, 64)
	if errA == nil && errB == nil {
		return m < n
	}
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return x < y
}

// addrSpec is the dot-atom form of RFC 5322 with a host name.
var addrSpec = lazyregexp.New("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$")

// absoluteURL is RFC 3986's URI with an authority, without checks of port and address ranges.
var absoluteURL = lazyregexp.New(`^[A-Za-z][A-Za-z0-9+.-]*://` +
	`((%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:-])*@)?` +
	`(\[[0-9A-Fa-f:.]+\]|(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=-])+)(:[0-9]*)?` +
	`(/(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/-])*)?` +
	`(\?(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/?-])*)?` +
	`(#(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/?-])*)?$`)

var uuid = lazyregexp.New(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// text validates the default of a string or text.
func (f *Field) text(text string) (canonical, problem string) { return text, f.textProblem(text) }

func (f *Field) textProblem(text string) string {
	characters := utf8.RuneCountInString(text)
	switch {
	case strings.ContainsRune(text, 0):
		return "the character U+0000 can't be stored"
	case !f.Optional && strings.TrimSpace(text) == "":
		return "blank, and the field is required"
	case f.Max != "" && less(f.Max, strconv.Itoa(characters)):
		return "longer than max=" + f.Max
	case f.Type == String && characters > StringLength:
		return "longer than a string"
	}
	return ""
}

func (f *Field) bounded(text string) (canonical, problem string) {
	canonical, problem = f.number(text)
	switch {
	case problem != "":
		return "", problem
	case f.Min != "" && less(canonical, f.Min):
		return "", "less than min=" + f.Min
	case f.Max != "" && less(f.Max, canonical):
		return "", "more than max=" + f.Max
	}
	return canonical, ""
}

var plainDecimal = lazyregexp.New(`^-?[0-9]+(\.[0-9]+)?$`)

// decimal returns a number with exactly the field's number of digits after the point.
func (f *Field) decimal(text string) (canonical, problem string) {
	if !plainDecimal().MatchString(text) {
		return "", "not a decimal number"
	}
	number, negative := strings.CutPrefix(text, "-")
	whole, fraction, _ := strings.Cut(number, ".")
	whole = strings.TrimLeft(whole, "0")
	switch {
	case len(fraction) > f.Scale:
		return "", "more than " + strconv.Itoa(f.Scale) + " digits after the point"
	case len(whole) > f.Digits-f.Scale:
		return "", "more than " + strconv.Itoa(f.Digits-f.Scale) + " digits before the point"
	}
	fraction += strings.Repeat("0", f.Scale-len(fraction))
	canonical = either(whole, "0")
	if fraction != "" {
		canonical += "." + fraction
	}
	if negative && strings.Trim(canonical, "0.") != "" {
		canonical = "-" + canonical
	}
	return canonical, ""
}

// instant returns a time in UTC, with microseconds.
func instant(text string) (canonical, problem string) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return "", "not a time"
	}
	t = t.UTC().Truncate(time.Microsecond)
	if t.Year() < 1 || t.Year() > 9999 {
		return "", "not a year from 1 to 9999"
	}
	return t.Format(time.RFC3339Nano), ""
}

// value returns a JSON value in the form of encoding/json, with its numbers unchanged.
func value(text string) (canonical, problem string) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var decoded any
	if err := d.Decode(&decoded); err != nil || !json.Valid([]byte(text)) {
		return "", "not JSON"
	}
	if decoded == nil {
		return "", "null, which means no value"
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(decoded); err != nil {
		return "", "not JSON"
	}
	canonical = strings.TrimSuffix(b.String(), "\n")
	if replaced := strings.Count(text, "\uFFFD") + strings.Count(strings.ToLower(text), `\ufffd`); strings.Count(canonical, "\uFFFD") > replaced {
		return "", "half of a surrogate pair, which isn't a character"
	}
	return canonical, ""
}
