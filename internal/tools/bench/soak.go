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
	soakRate     = 50 // requests a second that each service allows
	soakSample   = 5 * time.Second
	soakWarm     = 10 * time.Second // of load, before the first sample
	soakRecovery = 30 * time.Second // for the effects of the load to disappear
	// Memory counts as constant if the median of the last quarter exceeds that of the
	// second quarter by at most this. The first quarter fills caches and pools.
	soakGrowth = 1.10
	soakSlack  = 2.0 // MB
)

// soak loads all kinds of services up to their rate limits, together with misbehaving
// clients, and checks what remains after that.
func (b bench) soak(o options, checked *targets) error {
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
			r.hold(kinds[i], checked)
		}
	}
	return errors.Join(append(failed, w.Flush())...)
}

// soakReport describes a service before, during and after a load.
type soakReport struct {
	before, after state
	early, late   float64 // MB resident in the second and the last quarter
	tally         *tally
	end           error // the result of the service's shutdown
}

// state counts the resources of a process. Connections are those of clients.
type state struct{ goroutines, connections int }

func (r soakReport) line(k kind) string {
	return fmt.Sprintf("%s\t%d\t%d\t%d\t%.1f, %.1f\t%d, %d\t%d, %d\t", k,
		r.tally.answered.Load(), r.tally.refused.Load(), r.tally.abused.Load(),
		r.early, r.late, r.before.goroutines, r.after.goroutines, r.before.connections, r.after.connections)
}

func (r soakReport) hold(k kind, checked *targets) {
	checked.atMost(k.String()+": memory at the end", r.late, r.early*soakGrowth+soakSlack, " MB")
	checked.atMost(k.String()+": goroutines left", float64(r.after.goroutines), float64(r.before.goroutines), "")
	checked.atMost(k.String()+": connections left", float64(r.after.connections), float64(r.before.connections), "")
	checked.holds(fmt.Sprintf("%s: every answer is what was asked for, or a refusal: %v", k, r.tally.wrong.Load()), r.tally.wrong.Load() == nil)
	checked.holds(fmt.Sprintf("%s: it ends well: %v", k, r.end), r.end == nil)
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
	time.Sleep(soakWarm) // Some effects disappear slowly.
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
	if r.after, err = recovered(s, admin, r.before); err != nil {
		return r, err
	}
	r.end = s.end()
	return r, nil
}

// sample repeatedly measures the resident memory in MB.
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

// recovered waits until no more resources are in use than before, for at most soakRecovery.
func recovered(s *service, admin string, before state) (state, error) {
	for deadline := time.Now().Add(soakRecovery); ; time.Sleep(100 * time.Millisecond) {
		now, err := look(s, admin)
		if err != nil || time.Now().After(deadline) || now.goroutines <= before.goroutines && now.connections <= before.connections {
			return now, err
		}
	}
}

// look counts the connections, and the goroutines with the admin listener.
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

// connections counts the open connections of clients. It works only on Linux.
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
		// The local address, the peer's address, the state (0A for a listener), …, and the
		// inode, which is 0 after the process has closed the connection.
		fields := strings.Fields(line)
		if len(fields) > 9 && strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", number)) && fields[3] != "0A" && fields[9] != "0" {
			open++
		}
	}
	return open, nil
}
