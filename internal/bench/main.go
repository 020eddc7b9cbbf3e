// Command bench measures newsvc as whole processes, each beside something to
// compare it with in the same run, and says which of its promises hold.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// rounds of each measurement; what counts is the median.
const rounds = 31

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	work, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	b := bench{work: work, newsvc: filepath.Join(work, "newsvc"), bare: filepath.Join(work, "bare")}
	for path, program := range map[string]string{b.newsvc: "./cmd/newsvc", b.bare: "./internal/bench/bare"} {
		if err := build(path, program); err != nil {
			return err
		}
	}
	lines, err := b.measure()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tmeasured\tbeside\tratio\tpromised\t")
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	weighed, err := b.footprints()
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "\na service\tbinary\tstart to first 200\tidle\tafter 10,000 requests\t")
	fmt.Fprintln(w, "promised\t≤ 15 MB; gin, fiber 17\t≤ 10ms\t≤ 20 MB\t≤ 40 MB\t")
	for _, f := range weighed {
		fmt.Fprintln(w, f.line())
	}
	return w.Flush()
}

// build builds a program as a release does.
func build(path, program string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, program)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// bench holds what is measured.
type bench struct {
	work, newsvc, bare string
}

func (b bench) measure() ([]string, error) {
	hello, inited, copied := filepath.Join(b.work, "hello"), filepath.Join(b.work, "init"), filepath.Join(b.work, "copy")
	if err := errors.Join(os.Mkdir(inited, 0o755), os.Mkdir(copied, 0o755)); err != nil {
		return nil, err
	}
	if _, err := took(b.newsvc, "init", hello, "--yes", "--no-git"); err != nil {
		return nil, err
	}
	// In turns, so that a busy moment of the machine meets both.
	inits, copies, err := turns(
		func(n int) []string {
			return []string{b.newsvc, "init", filepath.Join(inited, fmt.Sprint("hello", n)), "--yes", "--no-git"}
		},
		func(n int) []string {
			return []string{"cp", "-r", hello, filepath.Join(copied, fmt.Sprint("hello", n))}
		},
	)
	if err != nil {
		return nil, err
	}
	versions, bares, err := turns(
		func(int) []string { return []string{b.newsvc, "version"} },
		func(int) []string { return []string{b.bare, "version"} },
	)
	if err != nil {
		return nil, err
	}
	size, err := os.Stat(b.newsvc)
	if err != nil {
		return nil, err
	}
	files, err := count(hello)
	return []string{
		line(fmt.Sprintf("init --no-git, %d files", files), inits, "cp -r", copies, "≤ 50ms, ≤ 5.0"),
		line("version", versions, "bare cobra", bares, "≤ 3.0"),
		fmt.Sprintf("binary, stripped\t%.1f MB\t\t\t≤ 12 MB\t", float64(size.Size())/1e6),
	}, err
}

func line(what string, took time.Duration, beside string, other time.Duration, promised string) string {
	return fmt.Sprintf("%s\t%s\t%s %s\t%.1f\t%s\t", what, short(took), beside, short(other), float64(took)/float64(other), promised)
}

func short(d time.Duration) string { return d.Round(100 * time.Microsecond).String() }

// turns runs two commands one after the other, again and again, and returns
// the medians.
func turns(one, other func(n int) []string) (a, b time.Duration, err error) {
	var as, bs []time.Duration
	for n := range rounds {
		for _, c := range []struct {
			command []string
			times   *[]time.Duration
		}{{one(n), &as}, {other(n), &bs}} {
			d, err := took(c.command[0], c.command[1:]...)
			if err != nil {
				return 0, 0, err
			}
			*c.times = append(*c.times, d)
		}
	}
	return median(as), median(bs), nil
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// took runs a command and returns how long it took as a whole process.
func took(name string, args ...string) (time.Duration, error) {
	cmd := exec.Command(name, args...)
	began := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return time.Since(began), nil
}

func count(dir string) (files int, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files++
		}
		return err
	})
	return files, err
}
