package config_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.com/hello/internal/config"
)

// environment returns a lookup in a map.
func environment(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := variables[name]
		if value, needed := mandatory[name]; needed && !ok {
			return value, true
		}
		return value, ok
	}
}

func TestParseReadsEveryVariable(t *testing.T) {
	cfg, err := config.Parse(environment(map[string]string{
		"HTTP_ADDR":            "127.0.0.1:0",
		"HTTP_MAX_BODY_BYTES":  "7",
		"HTTP_REQUEST_TIMEOUT": "1m30s",
		"LOG_LEVEL":            "debug",
		"LOG_FORMAT":           "", // empty is unset
		"ADMIN_ADDR":           "", // but not here
	}))
	if err != nil {
		t.Fatal(err)
	}
	defaults, err := config.Parse(environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := defaults
	want.HTTP.Addr = "127.0.0.1:0"
	want.HTTP.MaxBodyBytes = 7
	want.HTTP.RequestTimeout = 90 * time.Second
	want.Log.Level = -4
	want.Admin.Addr = ""
	if !reflect.DeepEqual(cfg, want) {
		t.Errorf("got %+v, want %+v", cfg, want)
	}
}

func TestParseNamesEveryProblem(t *testing.T) {
	wrong := map[string]string{
		"HTTP_ADDR":           "localhost",
		"HTTP_MAX_BODY_BYTES": "0",
		"HTTP_READ_TIMEOUT":   "5",
		"HTTP_IDLE_TIMEOUT":   "0s",
		"ADMIN_ADDR":          ":port",
		"PPROF":               "perhaps",
		"LOG_LEVEL":           "loud",
		"LOG_FORMAT":          "xml",
		"SHUTDOWN_DELAY":      "-1s",
	}
	_, err := config.Parse(environment(wrong))
	if err == nil {
		t.Fatal("there is no error")
	}
	for name := range wrong {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in:\n%v", name, err)
		}
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines != len(wrong) {
		t.Errorf("%d lines, want one for each of %d problems:\n%v", lines, len(wrong), err)
	}
}

// TestREADME holds the README's table to the struct: a row for each variable, in the
// same order, with its default.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][2]string
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z][A-Z0-9_]+)` \\| (?:`([^`]*)`)?").FindAllStringSubmatch(string(text), -1) {
		rows = append(rows, [2]string{row[1], row[2]})
	}
	if want := variables(reflect.TypeFor[config.Config]()); !reflect.DeepEqual(rows, want) {
		t.Errorf("the README has\n%v, want\n%v", rows, want)
	}
}

func variables(of reflect.Type) [][2]string {
	var found [][2]string
	for i := range of.NumField() {
		field := of.Field(i)
		if name, ok := field.Tag.Lookup("env"); ok {
			found = append(found, [2]string{name, field.Tag.Get("default")})
		} else {
			found = append(found, variables(field.Type)...)
		}
	}
	return found
}
