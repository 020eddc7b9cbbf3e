// Package flags has the flags that answer the options of a pack, and --json.
package flags

import (
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// Answers holds the answers that flags gave to a pack's options.
type Answers struct {
	Manifest pack.Manifest
	Values   map[string]any  // option to value, as in spec.Answers
	Own      map[string]bool // the options that have a flag of their name
}

// AddTo gives cmd a flag for each option of the pack. An option with the name
// of one of the command's own flags can still be answered with --set.
func (f *Answers) AddTo(cmd *cobra.Command, m pack.Manifest) {
	f.Manifest, f.Values, f.Own = m, map[string]any{}, map[string]bool{}
	for _, o := range m.Options {
		if cmd.Flags().Lookup(o.Name) != nil || cmd.InheritedFlags().Lookup(o.Name) != nil {
			continue
		}
		f.Own[o.Name] = true
		short := o.Short
		if short == "h" || short != "" && cmd.Flags().ShorthandLookup(short) != nil {
			short = ""
		}
		flag := cmd.Flags().VarPF(&answer{option: o, into: f.Values}, o.Name, short, usage(o))
		if o.Kind == pack.Bool {
			flag.NoOptDefVal = "true"
		}
		// The only possible failure is a missing flag.
		_ = cmd.RegisterFlagCompletionFunc(o.Name, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
			return Completions(o, typed), cobra.ShellCompDirectiveNoFileComp
		})
	}
}

// Set answers an option by its name, for --set KEY=VALUE. It refuses a second,
// different answer to an option.
func (f *Answers) Set(assignment string) error {
	if err := CheckSetting(assignment); err != nil {
		return err
	}
	key, value, _ := strings.Cut(assignment, "=")
	i := slices.IndexFunc(f.Manifest.Options, func(o pack.Option) bool { return o.Name == key })
	if i < 0 {
		names := optionNames(f.Manifest)
		err := fault.Usage("unknown_option", "--set %s: the pack %s has no option %q", assignment, f.Manifest.Name, key)
		if near := fault.Nearest(key, names); near != "" {
			return err.WithHint("did you mean --set %s=%s? newsvc options lists what can be set", near, value).WithInstead(key, near)
		}
		return err.WithHint("newsvc options lists what can be set")
	}
	before, answered := f.Values[key]
	if err := (&answer{option: f.Manifest.Options[i], into: f.Values}).Set(value); err != nil {
		return fault.Usage("bad_set", "--set %s: %s", assignment, err)
	}
	if answered && !reflect.DeepEqual(before, f.Values[key]) {
		return fault.Usage("two_answers", "--set %s: %s is answered already, with %s", assignment, key, document.OrWord(spec.FormatValue(before), "none")).
			WithHint("leave one of the two out")
	}
	return nil
}

// CheckSetting refuses the value of a --set flag that isn't KEY=VALUE.
func CheckSetting(assignment string) error {
	key, _, ok := strings.Cut(assignment, "=")
	if !ok || key == "" {
		return fault.Usage("bad_set", "--set %q isn't KEY=VALUE", assignment).WithHint("--set %s=VALUE", document.OrWord(key, "KEY"))
	}
	return nil
}

func optionNames(m pack.Manifest) []string {
	var names []string
	for _, o := range m.Options {
		names = append(names, o.Name)
	}
	return names
}

// answer is the value of an option's flag.
type answer struct {
	option pack.Option
	into   map[string]any
	set    bool // by this flag: the next one adds to a Many
}

// Set takes a value as it was typed. Whether it is one of the choices is for
// spec.Resolve to say, which does so for flags and files alike.
func (v *answer) Set(typed string) error {
	value, err := spec.ParseValue(v.option, typed)
	if err != nil {
		return err
	}
	if more, ok := value.([]string); ok && v.set {
		list, _ := v.into[v.option.Name].([]string)
		value = slices.Concat(list, more)
	}
	v.into[v.option.Name], v.set = value, true
	return nil
}

// String is empty: the usage says what the default is.
func (v *answer) String() string { return "" }

// Type is the word for the value in help.
func (v *answer) Type() string {
	switch v.option.Kind {
	case pack.Choice:
		return "choice"
	case pack.Many:
		return "list"
	case pack.Bool:
		return "bool"
	}
	return "text"
}

// usage returns an option's line of help.
func usage(o pack.Option) string {
	text := o.Help
	if text == "" {
		text = o.Prompt
	}
	if len(o.Choices) > 0 {
		var names []string
		for _, c := range o.Choices {
			names = append(names, c.Name)
		}
		text += ": " + strings.Join(names, ", ")
	}
	if o.Pinned != "" {
		text = o.Help + ": " + document.OrWord(spec.FormatValue(spec.Unanswered(o)), "none") + ", because " + o.Pinned
	} else if o.Default != nil {
		text += " (default " + document.OrWord(spec.FormatValue(o.Default), "none") + ")"
	}
	return strings.ReplaceAll(text, "`", "'") // pflag would use it as the value's name
}

// Completions returns the values that complete what is typed, each with its
// description. In a list, the last word is completed, and none is offered twice.
func Completions(o pack.Option, typed string) []string {
	if o.Kind == pack.Bool {
		return []string{"true", "false"}
	}
	before, last := "", typed
	if o.Kind == pack.Many {
		if i := strings.LastIndexByte(typed, ','); i >= 0 {
			before, last = typed[:i+1], typed[i+1:]
		}
	}
	given := spec.SplitList(before)
	var found []string
	for _, c := range o.Choices {
		if strings.HasPrefix(c.Name, last) && !slices.Contains(given, c.Name) {
			found = append(found, cobra.CompletionWithDesc(before+c.Name, c.What))
		}
	}
	return found
}
