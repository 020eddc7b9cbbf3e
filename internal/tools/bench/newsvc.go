package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/newsvc/newsvc/templates"
)

// turnsTaken is how often each of two commands runs. The result is the median.
const turnsTaken = 31

// The targets for newsvc.
const (
	mostInit       = 20.0 // ms
	mostInitRatio  = 3.0  // of cp -r of the same tree
	mostStartRatio = 2.0  // of a bare program with cobra
	mostProgram    = 14.0 // MB
	mostAddRatio   = 3.0  // of init
)

// measureNewsvc measures newsvc's commands, and prints the results.
func (b bench) measureNewsvc(checked *targets) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "command\tmeasured\tcompared with\tratio\ttarget\t")
	for _, measure := range []func(*tabwriter.Writer, *targets) error{b.initAndAdd, b.update, b.version, b.fleet} {
		if err := measure(w, checked); err != nil {
			return err
		}
	}
	return w.Flush()
}

// initAndAdd compares init with cp -r, and add with init.
func (b bench) initAndAdd(w *tabwriter.Writer, checked *targets) error {
	dir := filepath.Join(b.work, "init")
	hello := filepath.Join(dir, "hello")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	if err := perform(b.newsvc, "init", hello, "--yes", "--no-git"); err != nil {
		return err
	}
	files, err := count(hello)
	if err != nil {
		return err
	}
	made := func(n int) string { return filepath.Join(dir, fmt.Sprint("made", n)) }
	times, err := turns(
		func(n int) *exec.Cmd { return exec.Command(b.newsvc, "init", made(n), "--yes", "--no-git") },
		func(n int) *exec.Cmd {
			return exec.Command("cp", "-r", hello, filepath.Join(dir, fmt.Sprint("copy", n)))
		},
		func(n int) *exec.Cmd {
			cmd := exec.Command(b.newsvc, "add", "resource", "note", "title:string", "text:text:optional")
			cmd.Dir = made(n)
			return cmd
		},
	)
	if err != nil {
		return err
	}
	inits, copies, adds := times[0], times[1], times[2]
	compareTimes(w, fmt.Sprintf("init --no-git, %d files", files), inits, "cp -r", copies, fmt.Sprintf("≤ %.0f ms, ≤ %.0f", mostInit, mostInitRatio))
	compareTimes(w, "add resource", adds, "init", inits, fmt.Sprintf("≤ %.0f", mostAddRatio))
	if err := b.lowerBound(w, hello); err != nil {
		return err
	}
	checked.atMost("init", milliseconds(inits), mostInit, " ms")
	checked.atMost("init beside cp -r", float64(inits)/float64(copies), mostInitRatio, "")
	checked.atMost("add resource beside init", float64(adds)/float64(inits), mostAddRatio, "")
	return os.RemoveAll(dir)
}

// lowerBound measures what init needs at least: starting a process, reading the bytes of the
// pack, and writing the files of the service in a folder.
func (b bench) lowerBound(w *tabwriter.Writer, dir string) error {
	empty := filepath.Join(b.work, "empty")
	if err := build(empty, "./internal/tools/bench/bare/empty"); err != nil {
		return err
	}
	process, err := turns(func(int) *exec.Cmd { return exec.Command(empty) })
	if err != nil {
		return err
	}
	reading, err := timed(func(int) error { return readAll(templates.FS, nil) })
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	if err := readAll(os.DirFS(dir), files); err != nil {
		return err
	}
	writing, err := timed(func(n int) error { return writeAll(filepath.Join(b.work, fmt.Sprint("written", n)), files) })
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "  at least\t%s\tan empty program %s, reading the pack %s, writing the files %s\t\t\t\n",
		short(process[0]+reading+writing), short(process[0]), short(reading), short(writing))
	return nil
}

// readAll reads all files, and stores them in files unless that is nil.
func readAll(fsys fs.FS, files map[string][]byte) error {
	return fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if files != nil {
			files[name] = data
		}
		return err
	})
}

func writeAll(dir string, files map[string][]byte) error {
	for name, data := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, data, 0o644)); err != nil {
			return err
		}
	}
	return nil
}

// timed returns the median duration of act.
func timed(act func(n int) error) (time.Duration, error) {
	var took []time.Duration
	for n := range turnsTaken {
		began := time.Now()
		if err := act(n); err != nil {
			return 0, err
		}
		took = append(took, time.Since(began))
	}
	return median(took), nil
}

// version compares newsvc's startup with that of a bare program, and measures its size.
func (b bench) version(w *tabwriter.Writer, checked *targets) error {
	bare := filepath.Join(b.work, "bare")
	if err := build(bare, "./internal/tools/bench/bare/cobra"); err != nil {
		return err
	}
	times, err := turns(
		func(int) *exec.Cmd { return exec.Command(b.newsvc, "version") },
		func(int) *exec.Cmd { return exec.Command(bare, "version") },
	)
	if err != nil {
		return err
	}
	info, err := os.Stat(b.newsvc)
	if err != nil {
		return err
	}
	compareTimes(w, "version", times[0], "bare cobra", times[1], fmt.Sprintf("≤ %.0f", mostStartRatio))
	fmt.Fprintf(w, "the binary, stripped\t%.1f MB\t\t\t≤ %.0f MB\t\n", megabytes(info.Size()), mostProgram)
	checked.atMost("version beside bare cobra", float64(times[0])/float64(times[1]), mostStartRatio, "")
	checked.atMost("the binary", megabytes(info.Size()), mostProgram, " MB")
	return nil
}

// turns runs commands alternately, so that a busy moment of the machine affects all, and
// returns the medians.
func turns(commands ...func(n int) *exec.Cmd) ([]time.Duration, error) {
	times := make([][]time.Duration, len(commands))
	for n := range turnsTaken {
		for i, command := range commands {
			cmd := command(n)
			began := time.Now()
			if out, err := cmd.CombinedOutput(); err != nil {
				return nil, fmt.Errorf("%s: %w\n%s", cmd, err, out)
			}
			times[i] = append(times[i], time.Since(began))
		}
	}
	medians := make([]time.Duration, len(commands))
	for i, all := range times {
		medians[i] = median(all)
	}
	return medians, nil
}

func compareTimes(w *tabwriter.Writer, what string, took time.Duration, beside string, other time.Duration, promised string) {
	fmt.Fprintf(w, "%s\t%s\t%s %s\t%.1f\t%s\t\n", what, short(took), beside, short(other), float64(took)/float64(other), promised)
}

func short(d time.Duration) string { return d.Round(100 * time.Microsecond).String() }

func count(dir string) (files int, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files++
		}
		return err
	})
	return files, err
}
