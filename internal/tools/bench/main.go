// Command bench measures newsvc and generated services as processes. It compares each with
// something else in the same run, and reports which targets are missed.
//
//	bench [-write=false] [-frameworks LIST] [-databases LIST] [newsvc|services]
//	bench [-frameworks LIST] sizes
//	bench [-for 30m] [-frameworks LIST] [-databases LIST] soak
//	bench page
//
// Without an argument, it measures both, counts files and lines, and writes the benchmarks of
// the services to templates/benchmarks.yaml and docs/frameworks.md. page generates the latter
// from the former, for example after a text in the manifest was changed. Run it in the
// repository's root, on an idle machine.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/testkit/postgres"
	"github.com/newsvc/newsvc/templates"
)

func main() {
	var o options
	flag.BoolVar(&o.write, "write", true, "write the benchmarks of all frameworks and stores")
	flag.StringVar(&o.frameworks, "frameworks", "chi,echo,gin,fiber", "the frameworks to measure")
	flag.StringVar(&o.databases, "databases", "sqlite,postgres,memory", "the stores to measure")
	flag.DurationVar(&o.lasting, "for", 30*time.Minute, "the duration of the load on each service")
	flag.Parse()
	o.whole = o.frameworks == flag.Lookup("frameworks").DefValue && o.databases == flag.Lookup("databases").DefValue
	if err := o.run(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	frameworks, databases string
	whole                 bool // whether all frameworks and databases are measured
	write                 bool
	lasting               time.Duration
}

func (o options) run(what string) (err error) {
	var checked targets
	switch what {
	case "page":
		return rewritePage()
	case "sizes":
		return errors.Join(measureSizes(o, &checked), measureArchive(&checked), checked.err())
	}
	work, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	b := bench{work: work, newsvc: filepath.Join(work, "newsvc")}
	if err := build(b.newsvc, "./cmd/newsvc"); err != nil {
		return err
	}
	if strings.Contains(o.databases, "postgres") && what != "newsvc" {
		if b.server, err = postgres.Start(); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.server.Stop()) }()
	}
	switch what {
	case "newsvc":
		err = b.measureNewsvc(&checked)
	case "services":
		err = b.measureServices(o, &checked)
	case "soak":
		err = b.soak(o, &checked)
	case "":
		err = errors.Join(measureSizes(o, &checked), measureArchive(&checked), b.measureNewsvc(&checked), b.measureServices(o, &checked))
	default:
		err = fmt.Errorf("%q is not a benchmark; the benchmarks are newsvc, services, sizes, page and soak", what)
	}
	return errors.Join(err, checked.err())
}

// bench contains what all measurements need.
type bench struct {
	work   string // a folder
	newsvc string // the program
	server *postgres.Server
}

func (o options) kinds() []kind {
	var all []kind
	for framework := range strings.SplitSeq(o.frameworks, ",") {
		for database := range strings.SplitSeq(o.databases, ",") {
			all = append(all, kind{framework: framework, database: database})
		}
	}
	return all
}

// full returns the services with everything on, with PostgreSQL.
func (o options) full() []kind {
	var all []kind
	for framework := range strings.SplitSeq(o.frameworks, ",") {
		if strings.Contains(o.databases, "postgres") {
			all = append(all, kind{framework: framework, database: "postgres", everything: true})
		}
	}
	return all
}

// measureServices measures the services of all kinds.
func (b bench) measureServices(o options, checked *targets) error {
	var all []measurement
	for _, k := range append(o.kinds(), o.full()...) {
		fmt.Fprintln(os.Stderr, "measuring", k)
		dir := filepath.Join(b.work, "service")
		if err := k.make(b.newsvc, dir); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
		m, err := k.measure(dir, b.server, effort{starts: 11, rounds: 21, lasting: 250 * time.Millisecond})
		if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
		m.check(checked)
		all = append(all, m)
	}
	measured := benchmarksOf(all, time.Now().Format(time.DateOnly), machine())
	if err := show(measured); err != nil || !o.write || !o.whole {
		return err
	}
	return errors.Join(os.WriteFile("templates/benchmarks.yaml", encode(measured), 0o644), savePage(measured))
}

// rewritePage generates the page from the existing benchmarks.
func rewritePage() error {
	p, err := pack.Load(templates.FS)
	if err != nil {
		return err
	}
	measured, err := benchmarks.Of(p)
	if err != nil {
		return err
	}
	return savePage(measured)
}

func savePage(measured benchmarks.Table) error {
	page, err := writePage(templates.FS, measured)
	if err != nil {
		return err
	}
	return os.WriteFile("docs/frameworks.md", page, 0o644)
}

// build builds a program in the same way as a release.
func build(path, program string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, program)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// perform runs a command and waits for it.
func perform(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return nil
}
