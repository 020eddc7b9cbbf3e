package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/newsvc/newsvc/internal/testkit/postgres"
)

// measurement contains the measurements of a kind of service.
type measurement struct {
	kind
	own    weight
	rivals map[string]weight
	speeds []speed
}

// weight contains the resources that a process uses.
type weight struct {
	size         int64 // of the binary, in bytes
	start        time.Duration
	idle, loaded int64 // resident bytes; 0 if unknown
}

// speed is how fast a service and its rivals answer a load.
type speed struct {
	load   string
	own    float64 // answers a second
	rivals map[string]rivalSpeed
}

// rivalSpeed is how fast a rival answers a load, and how the service compares.
type rivalSpeed struct {
	rate        float64 // answers a second
	ratio       float64 // of the service's rate to the rival's; the median over rounds
	workedRatio float64 // of the rival's processor time for an answer to the service's; 0 if unknown
}

// measure measures a kind whose programs are built, and alternates between them, so
// that a busy moment of the machine affects all.
func (k kind) measure(dir string, server *postgres.Server, effort effort) (measurement, error) {
	m := measurement{kind: k, rivals: map[string]weight{}}
	var all []*subject
	defer func() {
		for _, each := range all {
			each.kill() // the process that runs by then
		}
	}()
	for _, binary := range append([]string{k.service}, k.rivals...) {
		opened, err := k.open(binary, dir, server)
		if err != nil {
			return m, err
		}
		all = append(all, opened)
	}
	if err := startTimes(all, effort.starts); err != nil {
		return m, err
	}
	time.Sleep(time.Second)
	for _, of := range all {
		if err := of.weigh(); err != nil {
			return m, err
		}
	}
	m.own = all[0].weight
	for i, name := range rivalNames {
		m.rivals[name] = all[i+1].weight
	}
	for _, name := range []string{"get", "list", "post"} {
		s, err := compare(name, all, effort)
		if err != nil {
			return m, fmt.Errorf("%s: %w", k, err)
		}
		m.speeds = append(m.speeds, s)
	}
	return m, nil
}

// effort says how often and how long to measure.
type effort struct {
	starts, rounds int
	lasting        time.Duration // of a round
}

// subject is a running service with its measurements.
type subject struct {
	*service
	weight weight
	starts []time.Duration
	env    []string
	header string // of each request
}

func (k kind) open(binary, dir string, server *postgres.Server) (*subject, error) {
	info, err := os.Stat(binary)
	if err != nil {
		return nil, err
	}
	data, err := k.data(dir, server)
	if err != nil {
		return nil, err
	}
	s := &subject{env: slices.Concat(unlimited, k.auth, []string{data}), header: k.header, weight: weight{size: info.Size()}}
	if s.service, err = launch(binary, s.env...); err != nil {
		return nil, err
	}
	return s, s.ready(s.header)
}

// startTimes starts all services repeatedly. The last process of each continues to run.
func startTimes(all []*subject, times int) error {
	for range times {
		for _, of := range all {
			binary := of.cmd.Path
			of.kill()
			again, err := launch(binary, of.env...)
			if err != nil {
				return err
			}
			of.service = again
			of.starts = append(of.starts, again.start)
			if err := of.ready(of.header); err != nil {
				return err
			}
		}
	}
	for _, of := range all {
		of.weight.start = median(of.starts)
	}
	return nil
}

// weigh measures the memory before and after 10,000 requests.
func (s *subject) weigh() error {
	s.weight.idle = s.resident()
	if _, err := s.mixed().run(s.addr, &s.numbers, loadedAfter, 0); err != nil {
		return err
	}
	s.weight.loaded = s.resident()
	return nil
}

// mixed returns a load of lists with occasional creations.
func (s *subject) mixed() load {
	list, create := getting("list", "/v1/users", s.header), creating(s.header)
	return load{"mixed", func(n int64) []byte {
		if n%10 == 0 {
			return create.request(n)
		}
		return list.request(n)
	}}
}

// load returns the load with a name. The service must have users.
func (s *subject) load(name string) (load, error) {
	switch name {
	case "post":
		return creating(s.header), nil
	case "list":
		return getting(name, "/v1/users", s.header), nil
	default:
		id, err := s.firstID(s.header)
		return getting(name, "/v1/users/"+id, s.header), err
	}
}

// compare sends a load to the service, which is the first, and to its rivals, in turns.
func compare(name string, all []*subject, effort effort) (speed, error) {
	loads, rates, works := make([]load, len(all)), make([][]float64, len(all)), make([]work, len(all))
	for i, of := range all {
		var err error
		if loads[i], err = of.load(name); err != nil {
			return speed{}, err
		}
	}
	for round := range effort.rounds {
		for turn := range all {
			i := (round + turn) % len(all)
			if err := works[i].add(all[i], loads[i], effort.lasting, &rates[i]); err != nil {
				return speed{}, err
			}
		}
	}
	s := speed{load: name, own: median(rates[0]), rivals: map[string]rivalSpeed{}}
	for i, rival := range rivalNames {
		var ratios []float64
		for round, rate := range rates[i+1] {
			ratios = append(ratios, rates[0][round]/rate)
		}
		against := rivalSpeed{rate: median(rates[i+1]), ratio: median(ratios)}
		if each := works[0].each(); each > 0 {
			against.workedRatio = works[i+1].each() / each
		}
		s.rivals[rival] = against
	}
	return s, nil
}

// work is the processor time for some answers.
type work struct {
	answers int64
	took    time.Duration
}

func (w *work) add(of *subject, l load, lasting time.Duration, rates *[]float64) error {
	before := of.worked()
	o, err := l.run(of.addr, &of.numbers, 0, lasting)
	if err != nil {
		return err
	}
	w.took += of.worked() - before
	w.answers += o.requests
	*rates = append(*rates, o.perSecond())
	return nil
}

// each returns the seconds for one answer.
func (w *work) each() float64 { return w.took.Seconds() / float64(w.answers) }
