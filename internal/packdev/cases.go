package packdev

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// CasesFolder is the folder of a pack's cases, unless the user gives another one. It isn't
// part of the pack.
const CasesFolder = "tests"

const answersSuffix = ".yaml"

// maxCases is the maximum number of a pack's cases.
const maxCases = 1000

// Case is a service that a pack is tested with: CASE.yaml has its answers, the folder CASE its
// golden tree.
type Case struct {
	Name    string
	Answers spec.Answers
	Err     error // why the answers can't be used

	golden string // the folder
}

// Cases returns the cases in a folder, sorted by name. It also returns the folders that belong
// to no case.
func Cases(ctx context.Context, dir string, m pack.Manifest) (cases []Case, stray []string, err error) {
	entries, err := disk.ReadFolder(dir, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	names := map[string]bool{}
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), answersSuffix)
		if !ok || strings.HasPrefix(name, ".") {
			continue
		}
		if len(cases) == maxCases {
			return nil, nil, fault.Usage("too_many_cases", "%s has more than %d cases", dir, maxCases)
		}
		names[name] = true
		c := Case{Name: name, golden: filepath.Join(dir, name)}
		c.Answers, c.Err = readAnswers(ctx, dir, entry.Name(), m)
		cases = append(cases, c)
	}
	for _, entry := range entries {
		if entry.IsDir() && !names[entry.Name()] && !strings.HasPrefix(entry.Name(), ".") {
			stray = append(stray, entry.Name())
		}
	}
	return cases, stray, ctx.Err()
}

// readAnswers reads the answers of a case.
func readAnswers(ctx context.Context, dir, file string, m pack.Manifest) (spec.Answers, error) {
	name := strings.TrimSuffix(file, answersSuffix)
	if err := tree.CheckPath(name); err != nil {
		return spec.Answers{}, fault.Usage("bad_case", "%s: the case has no portable name: %s", file, err)
	}
	data, err := rootfile.ReadIn(ctx, dir, file, spec.MaxAnswers)
	if err != nil {
		return spec.Answers{}, fault.Failed("bad_case", "read the answers of the case %s", name).WithCause(err)
	}
	return parseAnswers(file, data, m)
}

// parseAnswers parses the answers of a case. The service and its module have the name of the
// case unless the answers say otherwise.
func parseAnswers(file string, data []byte, m pack.Manifest) (spec.Answers, error) {
	name := strings.TrimSuffix(file, answersSuffix)
	answers, err := spec.ParseAnswers(file, data)
	if err != nil {
		return answers, err
	}
	if err := spec.CheckPack(m.Name, answers.Pack); err != nil {
		return answers, fault.Usage("bad_case", "%s: %s", file, err).WithHint("leave pack out of the answers of a case")
	}
	answers.Pack, answers.Format = spec.PackRef{}, 0
	answers.Values = maps.Clone(answers.Values)
	service := name
	if spec.CheckName(service) != nil {
		service = spec.SuggestName(service)
	}
	for _, o := range m.Options {
		if _, answered := answers.Values[o.Name]; answered {
			continue
		}
		switch o.Format {
		case pack.FormatName:
			answers.Values[o.Name] = service
		case pack.FormatGoModule:
			answers.Values[o.Name] = "example.com/" + service
		}
	}
	_, err = spec.Resolve(m, spec.PackRef{Name: m.Name}, answers)
	return answers, inCase(file, err)
}

var (
	flag          = lazyregexp.New(`--([a-z0-9_-]+)`)
	flagWithValue = lazyregexp.New(`--([a-z0-9_-]+)[ =]`)
)

// inCase rewords failures of answers, whose hints name flags.
func inCase(file string, err error) error {
	var errs []error
	for _, e := range fault.All(err) {
		c := *e
		c.Message = file + ": " + strings.TrimPrefix(c.Message, "--")
		c.Hint = flag().ReplaceAllString(flagWithValue().ReplaceAllString(c.Hint, "$1: "), "$1")
		errs = append(errs, &c)
	}
	return errors.Join(errs...)
}

// selectCases returns the cases with the given names, or all.
func selectCases(cases []Case, names []string) ([]Case, error) {
	if len(names) == 0 {
		return cases, nil
	}
	var all []string
	for _, c := range cases {
		all = append(all, c.Name)
	}
	for _, name := range names {
		if slices.Contains(all, name) {
			continue
		}
		err := fault.Usage("no_case", "the pack has no case %q", name)
		if near := fault.Nearest(name, all); near != "" {
			return nil, err.Meant(name, near)
		}
		return nil, err.WithHint("the cases are %s", strings.Join(all, ", "))
	}
	return slices.DeleteFunc(cases, func(c Case) bool { return !slices.Contains(names, c.Name) }), nil
}

// CaseNames returns the names of the cases of the pack in a folder, for completion.
func CaseNames(dir, folder string) []string {
	entries, err := disk.ReadFolder(casesFolder(dir, folder), ".")
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if name, ok := strings.CutSuffix(entry.Name(), answersSuffix); ok && !entry.IsDir() {
			names = append(names, name)
		}
	}
	return names
}

// casesFolder returns the folder of the cases of the pack in dir. The user may have given it.
func casesFolder(dir, given string) string {
	if given != "" {
		return given
	}
	return filepath.Join(dir, CasesFolder)
}

// Untested returns the choices that no case has, and the choices that every case has although
// there are others, both as OPTION=CHOICE. A pack without cases has no answer to that.
func Untested(p *pack.Pack, cases []Case) (never, always []string) {
	taken, sound := map[string]int{}, 0
	for _, c := range cases {
		resolved, err := spec.Resolve(p.Manifest, packstore.Ref(p), c.Answers)
		if err != nil {
			continue
		}
		sound++
		for option, value := range resolved.Values {
			words, many := value.([]string)
			if !many {
				words = []string{spec.FormatValue(value)}
			}
			for _, word := range words {
				taken[option+"="+word]++
			}
		}
	}
	for _, o := range p.Manifest.Options {
		values := slices.Clone(o.Choices)
		if o.Kind == pack.Bool {
			values = []pack.OptionChoice{{Name: "false"}, {Name: "true"}}
		}
		for _, c := range values {
			switch what := o.Name + "=" + c.Name; {
			case sound == 0:
			case taken[what] == 0:
				never = append(never, what)
			case taken[what] == sound && (len(values) > 1 || o.Kind == pack.Many):
				always = append(always, what)
			}
		}
	}
	return never, always
}
