package config_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/caarlos0/env/v11"

	"example.com/hello/internal/config"
)

// If README.md has a table of variables, it has a row for each, with its default.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	params, err := env.GetFieldParams(new(config.Config))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, param := range params {
		want = append(want, param.Key+"="+param.DefaultValue)
	}
	var got []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (?:`(.*?)`)? ?\\|").FindAllStringSubmatch(string(text), -1) {
		got = append(got, row[1]+"="+row[2])
	}
	if len(got) == 0 {
		t.Skip("README.md has no table of variables")
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("README.md has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
