// Command comparison measures newsvc and other tools that start a Go backend service, side
// by side, and writes the results and docs/comparison.md.
//
//	comparison [-runs N] [-only NAMES] [-write=false]
//	comparison page
//
// page generates the page from the results of the last run, for example after a text in it
// was changed. Run it in the repository's root, on Linux, on an idle machine with a network.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	folder      = "internal/tools/comparison/"
	resultsFile = folder + "results.json"
	pageFile    = "docs/comparison.md"
)

func main() {
	runs := flag.Int("runs", 11, "how often the time of each tool is measured")
	only := flag.String("only", "", "names of the tools to measure; nothing is written unless it is empty")
	write := flag.Bool("write", true, "write the results and the page")
	flag.Parse()
	var err error
	switch flag.Arg(0) {
	case "":
		err = compare(*runs, *only, *write)
	case "page":
		err = rewritePage()
	default:
		err = fmt.Errorf("there is no %s; type comparison, or comparison page", flag.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "comparison:", err)
		os.Exit(1)
	}
}

// compare measures all tools. It writes nothing unless all measurements succeed.
func compare(runs int, only string, write bool) (err error) {
	work, err := os.MkdirTemp("", "comparison-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	b, err := newBench(work, runs)
	if err != nil {
		return err
	}
	r := results{
		Date:    time.Now().Format(time.DateOnly),
		Machine: fmt.Sprintf("%d cores, Go %s, %s/%s", runtime.NumCPU(), runtime.Version()[len("go"):], runtime.GOOS, runtime.GOARCH),
		Runs:    runs, Kills: kills, Own: ownFiles,
	}
	chosen := slices.Clone(tools)
	if only != "" {
		chosen = slices.DeleteFunc(chosen, func(t tool) bool { return !slices.Contains(strings.Split(only, ","), t.name) })
	}
	for i, t := range tools { // newsvc takes turns with each
		if i > 0 && !slices.ContainsFunc(chosen, func(c tool) bool { return c.name == t.name }) {
			continue
		}
		if err := b.install(t); err != nil {
			return err
		}
	}
	for _, t := range chosen {
		fmt.Fprintln(os.Stderr, "measuring", t.name)
		load, err := loadAverage()
		if err != nil {
			return err
		}
		r.Load += load / float64(len(chosen))
		m, err := b.measure(t)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		fmt.Fprintf(os.Stderr, "%+v\n", m)
		r.Tools = append(r.Tools, m)
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	fmt.Printf("%s\n", data)
	if only != "" || !write {
		return nil
	}
	return errors.Join(os.WriteFile(resultsFile, append(data, '\n'), 0o644), os.WriteFile(pageFile, []byte(page(r)), 0o644))
}

// loadAverage returns the load average of the last minute, which includes our own work.
func loadAverage() (load float64, err error) {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0, err
	}
	_, err = fmt.Sscan(string(data), &load)
	return load, err
}

func rewritePage() error {
	r, err := readResults(resultsFile)
	if err != nil {
		return err
	}
	return os.WriteFile(pageFile, []byte(page(r)), 0o644)
}

// results are what one run has measured.
type results struct {
	Date    string   `json:"date"` // 2006-01-02
	Machine string   `json:"machine"`
	Load    float64  `json:"load"`  // the mean of the load averages when each tool's turn began
	Runs    int      `json:"runs"`  // how often a time was measured
	Kills   int      `json:"kills"` // how often a tool was killed
	Own     int      `json:"own"`   // in how many runs the user had a file of their own in the way
	Tools   []result `json:"tools"` // newsvc comes first
}

// result is what was measured of one tool.
type result struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`

	Milliseconds float64 `json:"milliseconds"`  // the median of all runs
	TimesNewsvc  float64 `json:"times_newsvc"`  // the median of the ratios to the run of newsvc before each
	Offline      bool    `json:"offline"`       // succeeds without a network, with nothing cached
	Repeatable   bool    `json:"repeatable"`    // a second run in another folder gives the same bytes
	KilledWithin int     `json:"killed_within"` // after how many kills a part of the service was left
	Repeated     int     `json:"repeated"`      // how often the same command then gave the whole service
	Beside       int     `json:"beside"`        // after how many kills something was left next to the service's folder
	StillBeside  int     `json:"still_beside"`  // and is still there after the same command
	KeptOwn      int     `json:"kept_own"`      // how many of the user's files in the way were left alone
	Files        int     `json:"files"`         // generated files
	Lines        int     `json:"lines"`         // lines of Go, without tests
	TestLines    int     `json:"test_lines"`    // lines of tests in Go
	Modules      int     `json:"modules"`       // the requirements in go.mod, after go mod tidy
	Tidy         bool    `json:"tidy"`          // go.mod is complete as generated
	Builds       bool    `json:"builds"`        // go build and go vet succeed after go mod tidy
	Tests        int     `json:"tests"`         // functions that are tests
	TestsPass    bool    `json:"tests_pass"`    // go test succeeds
	Document     bool    `json:"document"`      // it generates an OpenAPI document
	Client       bool    `json:"client"`        // it generates a client in Go
	Migration    bool    `json:"migration"`     // it generates a statement that creates a table
	Image        bool    `json:"image"`         // it generates a Dockerfile
	Workflow     bool    `json:"workflow"`      // it generates a CI configuration
	Program      bool    `json:"program"`       // it generates a program that starts
	Answer       string  `json:"answer"`        // the program's response to a request for the list
	Owned        int     `json:"owned"`         // Go files that say DO NOT EDIT
	Changes      bool    `json:"changes"`       // it can add a field later
	Edited       int     `json:"edited"`        // in how many Go files an edit was made before
	KeptEdits    int     `json:"kept_edits"`    // in how many of them the edit is still there
	Conflicts    int     `json:"conflicts"`     // how many files ask the user to resolve a conflict
	ChangeBuilds bool    `json:"change_builds"` // the service builds afterwards
}

func readResults(path string) (results, error) {
	var r results
	data, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(data, &r)
}
