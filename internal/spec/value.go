package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plain"
)

// maxValue is the maximum size of a text option's answer in bytes.
const maxValue = 1000

// Check returns a *fault.Error that suggests what to type instead if value (a string,
// []string or bool) isn't a valid answer to opt.
func Check(opt pack.Option, value any) error {
	_, p := normalize(opt, value)
	if p == nil {
		return nil
	}
	return p.fault("", "try ")
}

// problem describes an invalid answer and the answer that was probably meant.
type problem struct {
	code    string
	message string
	better  string // what to type after the flag; empty if nothing is similar
	given   string // the wrong word
	instead string // what to type instead of it; empty if nothing is similar
	hint    string // the hint if better is empty
	list    bool   // better is a list
}

func (p *problem) fault(prefix, try string) *fault.Error {
	err := fault.Usage(p.code, "%s%s", prefix, p.message)
	switch {
	case p.better != "":
		return err.WithHint("%s", try+p.better).WithInstead(p.given, cmp.Or(p.instead, p.better))
	default:
		return err.WithHint("%s", p.hint)
	}
}

// at returns the error in an answer that is named and shown as where returns. A list in a
// file has brackets.
func (p *problem) at(prefix, assignment string) *fault.Error {
	q := *p
	if name, inFile := strings.CutSuffix(assignment, ": "); inFile {
		q.hint = strings.ReplaceAll(q.hint, "--"+name+"=", assignment)
	}
	if p.list && strings.HasSuffix(assignment, ": ") && p.better != "" {
		q.better = "[" + strings.ReplaceAll(p.better, ",", ", ") + "]"
	}
	return q.fault(prefix, "try "+assignment)
}

// normalize returns the canonical form of an answer, or the problem with it.
func normalize(opt pack.Option, value any) (any, *problem) {
	canonical, p := normalizeKind(opt, value)
	if p == nil && opt.Pinned != "" && !same(canonical, Unanswered(opt)) {
		return nil, pinnedProblem(opt, canonical)
	}
	return canonical, p
}

// pinnedProblem says why an option has no other value than its default.
func pinnedProblem(opt pack.Option, value any) *problem {
	text := FormatValue(value)
	if text == "" {
		text = "none"
	}
	return &problem{
		code: "pinned", message: quote(text) + " is not available: " + opt.Pinned,
		better: FormatValue(Unanswered(opt)), given: text, hint: "leave it out",
	}
}

func normalizeKind(opt pack.Option, value any) (any, *problem) {
	switch v := value.(type) {
	case string:
		switch opt.Kind {
		case pack.Choice:
			return v, choiceProblem(opt, v)
		case pack.Text:
			return v, textProblem(opt, v)
		}
	case []string:
		if opt.Kind == pack.Many {
			return normalizeMany(opt, v)
		}
	case bool:
		if opt.Kind == pack.Bool {
			return v, nil
		}
	}
	return nil, wrongKind(opt, value)
}

func wrongKind(opt pack.Option, value any) *problem {
	p := &problem{code: "bad_answer", message: show(value) + " isn't a valid answer: "}
	switch opt.Kind {
	case pack.Bool:
		p.message += "it takes true or false"
		p.hint = "write --" + opt.Name + "=true or --" + opt.Name + "=false"
	case pack.Many:
		p.message += "it takes a list"
		p.hint = "in a file, write " + opt.Name + ": [" + strings.Join(choices(opt), ", ") + "], with the ones that you want"
	case pack.Choice:
		p.message += "it takes one of " + strings.Join(choices(opt), ", ")
		p.hint = "in a file, write " + opt.Name + ": with one of them"
	default:
		p.message += "it takes text"
		p.hint = "in a file, write " + opt.Name + ": with text, in quotes if it looks like something else"
	}
	return p
}

func show(value any) string {
	switch v := value.(type) {
	case string:
		return quote(v)
	case []string:
		return "a list"
	}
	return fmt.Sprint(value)
}

func choices(opt pack.Option) []string {
	names := make([]string, 0, len(opt.Choices))
	for _, c := range opt.Choices {
		names = append(names, c.Name)
	}
	return names
}

func choiceProblem(opt pack.Option, v string) *problem {
	names := choices(opt)
	if slices.Contains(names, v) {
		return nil
	}
	if i := slices.IndexFunc(opt.Unavailable, func(u pack.Unavailable) bool { return u.Name == v }); i >= 0 && opt.Pinned != "" {
		return pinnedProblem(opt, v)
	} else if i >= 0 {
		return &problem{code: "unavailable", message: quote(v) + " is not available: " + opt.Unavailable[i].Reason, hint: "choose one of " + strings.Join(names, ", ")}
	}
	p := &problem{code: "bad_choice", message: quote(v) + " is not one of " + strings.Join(names, ", "), better: fault.Nearest(v, names), given: v}
	p.hint = "choose one of them"
	return p
}

// listProblem returns the problem with the words of a list. What it suggests is the whole
// list, so that no word is lost.
func listProblem(opt pack.Option, words []string) *problem {
	var wrong, better []string
	var given, instead string // the last wrong word, and what to type instead
	fixed := true
	for _, word := range words {
		p := choiceProblem(opt, word)
		switch {
		case p == nil:
			better = append(better, word)
			continue
		case p.code != "bad_choice": // it was available once
			return p
		}
		wrong, given = append(wrong, quote(word)), word
		already := len(better)
		for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return strings.ContainsRune(" ;|+", r) }) {
			if p := choiceProblem(opt, part); p != nil {
				part = p.better
			}
			better, fixed = append(better, part), fixed && part != ""
		}
		instead = strings.Join(better[already:], ",")
	}
	if len(wrong) == 0 {
		return nil
	}
	is := "is"
	if len(wrong) > 1 {
		is = "are"
	}
	p := &problem{code: "bad_choice", list: true, message: strings.Join(wrong, " and ") + " " + is + " not one of " + strings.Join(choices(opt), ", ")}
	if p.hint = "choose any of them, joined by commas, or none"; fixed {
		p.better = strings.Join(inOrder(opt, better), ",")
		if len(wrong) == 1 {
			p.given, p.instead = given, instead
		}
	}
	return p
}

// inOrder returns words once each, in the order of the choices.
func inOrder(opt pack.Option, words []string) []string {
	list := []string{}
	for _, name := range choices(opt) {
		if slices.Contains(words, name) {
			list = append(list, name)
		}
	}
	return list
}

// normalizeMany sorts the words in the order of the choices and removes duplicates. A
// single "none" is the empty list, unless it is a choice.
func normalizeMany(opt pack.Option, words []string) (any, *problem) {
	if slices.Equal(words, []string{"none"}) && !slices.Contains(choices(opt), "none") {
		return []string{}, nil
	}
	if p := listProblem(opt, words); p != nil {
		return nil, p
	}
	return inOrder(opt, words), nil
}

func textProblem(opt pack.Option, v string) *problem {
	switch opt.Format {
	case pack.FormatName:
		if problem := nameProblem(v); problem != "" {
			return badText("bad_name", quote(v)+" "+problem, v, SuggestName(v))
		}
		return nil
	case pack.FormatGoModule:
		if problem := moduleProblem(v); problem != "" {
			return badText("bad_module", quote(v)+" "+problem, v, SuggestModule(v))
		}
		return nil
	case pack.FormatBranch:
		if problem := branchProblem(v); problem != "" {
			return badText("bad_branch", "the branch "+quote(v)+" "+problem, v, "main")
		}
		return nil
	case pack.FormatFolder:
		if problem := folderProblem(v); problem != "" {
			return badText("bad_folder", "the folder "+quote(v)+" "+problem, v, "services/shop")
		}
		return nil
	}
	fallback, _ := opt.Default.(string)
	switch {
	case !utf8.ValidString(v):
		return badText("bad_answer", quote(v)+" isn't UTF-8", v, "")
	case strings.IndexFunc(v, plain.Harmful) >= 0:
		return badText("bad_answer", quote(v)+" has a control character or a second line", v, "")
	case len(v) > maxValue:
		return badText("bad_answer", "that has more than 1000 characters", v, "")
	case strings.TrimSpace(v) == "" && (opt.Default == nil || strings.TrimSpace(fallback) != ""):
		return badText("bad_answer", "it is empty", v, "")
	}
	return nil
}

func badText(code, message, given, better string) *problem {
	return &problem{code: code, message: message, better: better, given: given, hint: "write one line of text"}
}

// quote returns a plain word unchanged. It quotes any other text, so that unusual
// characters are visible, and shortens a long one.
func quote(s string) string {
	if len(s) > 80 {
		return fmt.Sprintf("%.60q…", s)
	}
	if s == "" || strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"'`\\", r) }) >= 0 {
		return fmt.Sprintf("%q", s)
	}
	return s
}
