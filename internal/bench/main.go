// Command bench measures newsvc and the services that it makes as whole processes,
// each beside something to compare it with in the same run, and says which of its
// promises hold.
//
//	bench [-write=false] [-frameworks LIST] [-databases LIST] [newsvc|services]
//	bench [-frameworks LIST] sizes
//	bench [-for 30m] [-frameworks LIST] [-databases LIST] soak
//	bench page
//
// Without an argument it measures both, counts files and lines, and writes what it found of the services to
// templates/figures.yaml and docs/frameworks.md; page writes the latter from the
// former, when the words of the manifest have changed. It wants the repository's root as
// the current folder, and a machine that does nothing else.
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

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/postgres"
	"github.com/newsvc/newsvc/templates"
)

func main() {
	var o options
	flag.BoolVar(&o.write, "write", true, "write the figures of all frameworks and stores")
	flag.StringVar(&o.frameworks, "frameworks", "chi,echo,gin,fiber", "the frameworks to measure")
	flag.StringVar(&o.databases, "databases", "sqlite,postgres,memory", "the stores to measure")
	flag.DurationVar(&o.lasting, "for", 30*time.Minute, "how long to soak a service")
	flag.Parse()
	o.whole = o.frameworks == flag.Lookup("frameworks").DefValue && o.databases == flag.Lookup("databases").DefValue
	if err := o.run(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	frameworks, databases string
	whole                 bool // of both, all
	write                 bool
	lasting               time.Duration
}

func (o options) run(what string) (err error) {
	var kept promises
	switch what {
	case "page":
		return rewritePage()
	case "sizes":
		return errors.Join(measureSizes(o, &kept), kept.err())
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
		err = b.measureNewsvc(&kept)
	case "services":
		err = b.measureServices(o, &kept)
	case "soak":
		err = b.soak(o, &kept)
	case "":
		err = errors.Join(measureSizes(o, &kept), b.measureNewsvc(&kept), b.measureServices(o, &kept))
	default:
		err = fmt.Errorf("%q is nothing to measure; newsvc, services, sizes, page and soak are", what)
	}
	return errors.Join(err, kept.err())
}

// bench is what measurements work with.
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
func (b bench) measureServices(o options, kept *promises) error {
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
		m.hold(kept)
		all = append(all, m)
	}
	figures := figuresOf(all, time.Now().Format(time.DateOnly), machine())
	if err := show(figures); err != nil || !o.write || !o.whole {
		return err
	}
	return errors.Join(os.WriteFile("templates/figures.yaml", encode(figures), 0o644), savePage(figures))
}

// rewritePage writes the page from the figures that there are.
func rewritePage() error {
	p, err := pack.Load(templates.FS)
	if err != nil {
		return err
	}
	figures, err := p.Figures()
	if err != nil {
		return err
	}
	return savePage(figures)
}

func savePage(figures pack.Figures) error {
	page, err := writePage(templates.FS, figures)
	if err != nil {
		return err
	}
	return os.WriteFile("docs/frameworks.md", page, 0o644)
}

// build builds a program as a release does.
func build(path, program string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, program)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// perform runs a command to its end.
func perform(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return nil
}
