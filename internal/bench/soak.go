package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

const (
	soakRate   = 50 // requests a second that each service allows
	soakSample = 5 * time.Second
	soakWarm   = 10 * time.Second // of load, before the first look
	soakSettle = 30 * time.Second // for what the load left to go
	// Memory counts as flat when the last quarter's median isn't more than this above
	// the second quarter's: the first fills caches and pools.
	soakGrowth = 1.10
	soakSlack  = 2.0 // MB
)

// soak puts all kinds of services under load at their rate limit's edge, with
// clients that misbehave, and looks what is left of it.
func (b bench) soak(o options, kept *promises) error {
	var group sync.WaitGroup
	kinds := o.kinds()
	reports, failed := make([]soakReport, len(kinds)), make([]error, len(kinds))
	for i := range kinds {
		fmt.Fprintln(os.Stderr, "building", kinds[i])
		service, err := kinds[i].build(b.newsvc, filepath.Join(b.work, kinds[i].framework+"-"+kinds[i].database), nil, "--features", "docs,metrics,ratelimit")
		if err != nil {
			return err
		}
		kinds[i].service = service
	}
	fmt.Fprintf(os.Stderr, "soaking %d services for %s\n", len(kinds), o.lasting)
	for i, k := range kinds {
		group.Go(func() { reports[i], failed[i] = b.soakOne(k, o.lasting) })
	}
	group.Wait()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "service\tanswers\trefused\tabused\tmemory MB, begin and end\tgoroutines\tconnections\t")
	for i, r := range reports {
		if failed[i] == nil {
			fmt.Fprintln(w, r.line(kinds[i]))
			r.hold(kinds[i], kept)
		}
	}
	return errors.Join(append(failed, w.Flush())...)
}

// soakReport is what a service was like before, under and after a load.
type soakReport struct {
	before, after state
	early, late   float64 // MB resident in the second and the last quarter
	tally         *tally
	end           error // of the service, when it was told to
}

// state is what a process holds. Connections are those of clients.
type state struct{ goroutines, connections int }

func (r soakReport) line(k kind) string {
	return fmt.Sprintf("%s\t%d\t%d\t%d\t%.1f, %.1f\t%d, %d\t%d, %d\t", k,
		r.tally.answered.Load(), r.tally.refused.Load(), r.tally.abused.Load(),
		r.early, r.late, r.before.goroutines, r.after.goroutines, r.before.connections, r.after.connections)
}

func (r soakReport) hold(k kind, kept *promises) {
	kept.atMost(k.String()+": memory at the end", r.late, r.early*soakGrowth+soakSlack, " MB")
	kept.atMost(k.String()+": goroutines left", float64(r.after.goroutines), float64(r.before.goroutines), "")
	kept.atMost(k.String()+": connections left", float64(r.after.connections), float64(r.before.connections), "")
	kept.holds(fmt.Sprintf("%s: every answer is what was asked for, or a refusal: %v", k, r.tally.wrong.Load()), r.tally.wrong.Load() == nil)
	kept.holds(fmt.Sprintf("%s: it ends well: %v", k, r.end), r.end == nil)
}

func (b bench) soakOne(k kind, lasting time.Duration) (soakReport, error) {
	r := soakReport{tally: &tally{}}
	admin, err := freeAddress()
	if err != nil {
		return r, err
	}
	data, err := k.data(filepath.Dir(k.service), b.server)
	if err != nil {
		return r, err
	}
	s, err := launch(k.service, data, "ADMIN_ADDR="+admin, "PPROF=true",
		fmt.Sprint("RATE_LIMIT_RPS=", soakRate), fmt.Sprint("RATE_LIMIT_BURST=", soakRate))
	if err != nil {
		return r, err
	}
	defer s.kill()
	if err := s.ready(""); err != nil {
		return r, err
	}
	crowd := &crowd{addr: s.addr, tally: r.tally}
	crowd.press(soakWarm)
	time.Sleep(soakWarm) // for what is slow to go
	if r.before, err = look(s, admin); err != nil {
		return r, err
	}
	ended := make(chan struct{})
	var sizes []float64
	var sampling sync.WaitGroup
	sampling.Go(func() { sizes = s.sample(ended) })
	crowd.press(lasting)
	close(ended)
	sampling.Wait()
	quarter := len(sizes) / 4
	r.early, r.late = median(sizes[quarter:2*quarter+1]), median(sizes[3*quarter:])
	if r.after, err = settled(s, admin, r.before); err != nil {
		return r, err
	}
	r.end = s.end()
	return r, nil
}

// sample takes the resident memory, in MB, again and again.
func (s *service) sample(until <-chan struct{}) []float64 {
	sizes := []float64{megabytes(s.resident())}
	for {
		select {
		case <-until:
			return sizes
		case <-time.After(soakSample):
			sizes = append(sizes, megabytes(s.resident()))
		}
	}
}

// settled looks until nothing more than before is left, or for soakSettle.
func settled(s *service, admin string, before state) (state, error) {
	for deadline := time.Now().Add(soakSettle); ; time.Sleep(100 * time.Millisecond) {
		now, err := look(s, admin)
		if err != nil || time.Now().After(deadline) || now.goroutines <= before.goroutines && now.connections <= before.connections {
			return now, err
		}
	}
}

// look counts the goroutines, by the admin listener, and the connections.
func look(s *service, admin string) (state, error) {
	var now state
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: answerTime}
	res, err := client.Get("http://" + admin + "/debug/pprof/goroutine?debug=1")
	if err != nil {
		return now, err
	}
	defer func() { _ = res.Body.Close() }()
	head, err := bufio.NewReader(res.Body).ReadString('\n')
	if err != nil {
		return now, err
	}
	if _, err := fmt.Sscanf(head, "goroutine profile: total %d", &now.goroutines); err != nil {
		return now, fmt.Errorf("%q: %w", head, err)
	}
	now.connections, err = s.connections()
	return now, err
}

// connections counts the connections of clients that the process has open, on
// Linux: elsewhere that fails.
func (s *service) connections() (open int, err error) {
	_, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		return 0, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return 0, err
	}
	table, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/tcp", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(table)) {
		// The local address, the peer's, the state, …, the inode: 0 once the process has
		// let it go. 0A is a listener.
		fields := strings.Fields(line)
		if len(fields) > 9 && strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", number)) && fields[3] != "0A" && fields[9] != "0" {
			open++
		}
	}
	return open, nil
}
