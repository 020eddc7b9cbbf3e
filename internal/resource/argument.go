package resource

import (
	"strconv"
	"strings"
)

func (f *Field) readValues(arg string, given bool, s string) error {
	if !given || arg == "" {
		return f.wrong("an enum needs its values").Try(s, withType(s, "enum="+Enum.Argument()))
	}
	seen := map[string]string{}
	for value := range strings.SplitSeq(arg, ",") {
		if value == "" {
			return f.wrong("an enum's value is empty").Try(s, withType(s, "enum="+distinct(arg)))
		}
		if problem := valueProblem(value); problem != "" {
			return f.wrong("the value %s: %s", quote(value), problem).
				WithHint("a value is letters and digits joined by - or _, as in in-progress")
		}
		folded := strings.ToLower(Flat(value))
		if first, ok := seen[folded]; ok && first == value {
			return f.wrong("the value %s is given twice", value).Try(s, withType(s, "enum="+distinct(arg)))
		} else if ok {
			return f.wrong("the values %s and %s are too similar to be distinguished in code", first, value).
				WithHint("give one of them another word")
		}
		seen[folded] = value
		f.Values = append(f.Values, value)
	}
	if len(f.Values) > maxValues {
		return f.wrong("an enum has at most %d values, and this one has %d", maxValues, len(f.Values)).
			WithHint("make it a resource of its own, and refer to it: %s:ref=%s", f.Name, f.Name)
	}
	return nil
}

const maxValues = 200

func valueProblem(value string) string {
	letter := func(r rune) bool { return lower(r) || digit(r) || 'A' <= r && r <= 'Z' }
	switch {
	case len(value) > maxName:
		return "a value has at most 40 characters"
	case strings.IndexFunc(value, func(r rune) bool { return !letter(r) && r != '-' && r != '_' }) >= 0:
		return "a value has only letters, digits, - and _"
	case !letter(rune(value[0])), !letter(rune(value[len(value)-1])):
		return "a value starts and ends with a letter or a digit"
	case strings.Contains(strings.ReplaceAll(value, "-", "_"), "__"):
		return "a value has no two - or _ in a row"
	}
	return ""
}

const maxDigits = 38

func (f *Field) readDigits(arg string, given bool, s string) error {
	if !given {
		return f.wrong("a decimal needs its number of digits, and how many of them are after the point").
			Try(s, withType(s, "decimal="+Decimal.Argument()))
	}
	p, after, ok := strings.Cut(arg, ",")
	digits, errP := strconv.ParseUint(p, 10, 8)
	scale, errS := strconv.ParseUint(after, 10, 8)
	switch {
	case !ok || errP != nil || errS != nil:
		return f.wrong("%s isn't a number of digits and how many of them are after the point", quote(arg)).
			Try(s, withType(s, "decimal="+digitsIn(arg)))
	case digits < 1 || digits > maxDigits:
		return f.wrong("a decimal has 1 to %d digits, not %d", maxDigits, digits).
			Try(s, withType(s, "decimal="+digitsIn(arg)))
	case scale > digits:
		return f.wrong("of %d digits, %d can't be after the point", digits, scale).
			Try(s, withType(s, "decimal="+digitsIn(arg)))
	}
	f.Digits, f.Scale = int(digits), int(scale)
	return nil
}

// digitsIn returns the argument of a decimal that is closest to what was typed: 10,2 for
// 10.2. Where more digits are after the point than there are, the first number counts
// those before it.
func digitsIn(arg string) string {
	var numbers []int
	for _, text := range strings.FieldsFunc(arg, func(r rune) bool { return !digit(r) }) {
		n, err := strconv.Atoi(text)
		if err != nil {
			n = maxDigits
		}
		numbers = append(numbers, min(n, maxDigits))
	}
	switch {
	case len(numbers) == 0 || numbers[0] == 0:
		return Decimal.Argument()
	case len(numbers) == 1:
		numbers = append(numbers, min(2, numbers[0]-1))
	case numbers[1] > numbers[0]:
		numbers[0] = min(numbers[0]+numbers[1], maxDigits)
	}
	return strconv.Itoa(numbers[0]) + "," + strconv.Itoa(numbers[1])
}

func (f *Field) readRef(arg string, given bool, s string, targets []string) error {
	if !given || arg == "" {
		return f.wrong("a reference needs the name of a resource").
			Try(s, withType(s, "ref="+f.likelyTarget(targets)))
	}
	if problem := nameProblem(arg); problem != "" {
		return f.wrong("%s isn't the name of a resource: %s", quote(arg), problem).
			Try(s, withType(s, "ref="+either(suggestName(arg), f.likelyTarget(targets))))
	}
	if short, ok := strings.CutSuffix(f.Name, "_id"); ok {
		return f.wrong("newsvc adds _id to a reference's key, so it would be %s_id", f.Name).
			Try(s, short+strings.TrimPrefix(s, f.Name))
	}
	f.Ref = arg
	return nil
}
