package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/newsvc/newsvc/internal/testkit/modproxy"
)

// services is the number of services in a fleet.
const services = 200

// The targets for a fleet.
const (
	mostStatus = 1.0  // s
	mostCheck  = 1.5  // s
	mostGrowth = 1.25 // of memory, from a tenth of a fleet to all of it
)

// fleetKinds lists the kinds of services in a fleet.
var fleetKinds = []kind{
	{framework: "chi", database: "sqlite"},
	{framework: "echo", database: "postgres"},
	{framework: "gin", database: "memory"},
	{framework: "fiber", database: "postgres"},
}

// makeFleet creates a service of each kind in a folder, and copies them.
func (b bench) makeFleet(dir string, count int, environ []string, args ...string) error {
	for n := range count {
		k := fleetKinds[n%len(fleetKinds)]
		name := filepath.Join(dir, fmt.Sprint("service", n))
		if n >= len(fleetKinds) {
			first := filepath.Join(dir, fmt.Sprint("service", n%len(fleetKinds)))
			if err := os.CopyFS(name, os.DirFS(first)); err != nil {
				return err
			}
			continue
		}
		cmd := exec.Command(b.newsvc, append([]string{"init", name, "--yes", "--no-git", "-f", k.framework, "-d", k.database}, args...)...)
		cmd.Env = append(os.Environ(), environ...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", cmd, err, out)
		}
	}
	return nil
}

// fleet measures commands for a fleet.
func (b bench) fleet(w *tabwriter.Writer, checked *targets) error {
	few, many, modules := filepath.Join(b.work, "few"), filepath.Join(b.work, "many"), filepath.Join(b.work, "modules")
	environ, err := b.publishTwice()
	if err != nil {
		return err
	}
	err = errors.Join(b.makeFleet(few, services/10, nil), b.makeFleet(many, services, nil), b.makeFleet(modules, services, environ, "--pack", fleetModule+"@v1.0.0"))
	if err != nil {
		return err
	}
	err = errors.Join(
		b.status(w, checked, few, many),
		b.check(w, checked, "update --check", many, nil, 0),
		b.check(w, checked, "the same, with a pack from a module", modules, environ, 3),
	)
	return errors.Join(err, os.RemoveAll(few), os.RemoveAll(many), os.RemoveAll(modules))
}

// status measures `newsvc status` for a fleet and for a tenth of it.
func (b bench) status(w *tabwriter.Writer, checked *targets, few, many string) error {
	var took []time.Duration
	var fewBytes, manyBytes []int64
	for range 5 {
		fewPeak, _, err := b.run(0, nil, "status", few)
		if err != nil {
			return err
		}
		manyPeak, lasted, err := b.run(0, nil, "status", many)
		if err != nil {
			return err
		}
		took, fewBytes, manyBytes = append(took, lasted), append(fewBytes, fewPeak), append(manyBytes, manyPeak)
	}
	small, large := megabytes(median(fewBytes)), megabytes(median(manyBytes))
	fmt.Fprintf(w, "status, %d services\t%s\t\t\t≤ %.0f s\t\n", services, short(median(took)), mostStatus)
	checked.atMost(fmt.Sprintf("status of %d services", services), median(took).Seconds(), mostStatus, " s")
	if small > 0 {
		fmt.Fprintf(w, "its memory at most\t%.1f MB\t%d services %.1f MB\t%.2f\t≤ %.2f\t\n", large, services/10, small, large/small, mostGrowth)
		checked.atMost("memory of status, beside a tenth of the services", large/small, mostGrowth, "")
	}
	return nil
}

// check measures `newsvc update --check` for a fleet.
func (b bench) check(w *tabwriter.Writer, checked *targets, what, dir string, environ []string, code int) error {
	var took []time.Duration
	for range 5 {
		_, lasted, err := b.run(code, environ, "update", "--check", dir)
		if err != nil {
			return err
		}
		took = append(took, lasted)
	}
	what = fmt.Sprintf("%s, %d services", what, services)
	fmt.Fprintf(w, "%s\t%s\t\t\t≤ %.1f s\t\n", what, short(median(took)), mostCheck)
	checked.atMost(what, median(took).Seconds(), mostCheck, " s")
	return nil
}

// run runs newsvc, which must have this exit code.
func (b bench) run(code int, environ []string, args ...string) (peak int64, lasted time.Duration, err error) {
	cmd := exec.Command(b.newsvc, args...)
	cmd.Env = append(os.Environ(), environ...)
	began := time.Now()
	out, err := cmd.CombinedOutput()
	lasted = time.Since(began)
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != code {
		return 0, 0, fmt.Errorf("%s: exit code %d is wanted: %w\n%s", cmd, code, err, out)
	}
	return peakOf(cmd.ProcessState), lasted, nil
}

const fleetModule = "example.com/bench/pack"

// publishTwice publishes two versions of the built-in pack on a module proxy, and
// returns the environment that uses it.
func (b bench) publishTwice() ([]string, error) {
	proxy := modproxy.Proxy{Dir: filepath.Join(b.work, "proxy")}
	for n, version := range []string{"v1.0.0", "v1.1.0"} {
		dir := filepath.Join(b.work, "published", version)
		if err := errors.Join(writePack(dir, n), proxy.AddFolder(fleetModule, version, dir)); err != nil {
			return nil, err
		}
	}
	return []string{"GOPROXY=" + proxy.URL(), "GOSUMDB=off", "GOPRIVATE=", "GONOPROXY=", "GOFLAGS=-modcacherw", "GOMODCACHE=" + filepath.Join(b.work, "mod")}, nil
}
