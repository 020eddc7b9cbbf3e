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
	own, bare weight
	speeds    []speed
}

// weight contains the resources that a process uses.
type weight struct {
	size         int64 // of the binary, in bytes
	start        time.Duration
	idle, loaded int64 // resident bytes; 0 if unknown
}

// speed compares how fast a service and the bare framework answer a load.
type speed struct {
	load        string
	own, bare   float64 // answers a second
	ratio       float64 // of own to bare; the median over rounds
	workedRatio float64 // processor time of bare for an answer, divided by that of own; 0 if unknown
}

// measure measures a kind whose programs are built. It alternates between them, so that a
// busy moment of the machine affects both.
func (k kind) measure(dir string, server *postgres.Server, effort effort) (measurement, error) {
	m := measurement{kind: k}
	own, err := k.open(k.service, dir, server)
	if err != nil {
		return m, err
	}
	defer func() { own.kill() }() // the one that is running then
	bare, err := k.open(k.bareProgram, dir, server)
	if err != nil {
		return m, err
	}
	defer func() { bare.kill() }()
	if err := startTimes(own, bare, effort.starts); err != nil {
		return m, err
	}
	time.Sleep(time.Second)
	for _, of := range []*subject{own, bare} {
		if err := of.weigh(); err != nil {
			return m, err
		}
	}
	m.own, m.bare = own.weight, bare.weight
	for _, name := range []string{"get", "list", "post"} {
		s, err := compare(name, own, bare, effort)
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
	s := &subject{env: append(slices.Clone(unlimited), data), weight: weight{size: info.Size()}}
	if s.service, err = launch(binary, s.env...); err != nil {
		return nil, err
	}
	return s, s.ready()
}

// startTimes starts both services repeatedly. The last process of each continues to run.
func startTimes(own, bare *subject, times int) error {
	for range times {
		for _, of := range []*subject{own, bare} {
			binary := of.cmd.Path
			of.kill()
			again, err := launch(binary, of.env...)
			if err != nil {
				return err
			}
			of.service = again
			of.starts = append(of.starts, again.start)
			if err := of.ready(); err != nil {
				return err
			}
		}
	}
	own.weight.start, bare.weight.start = median(own.starts), median(bare.starts)
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
	list, create := getting("list", "/v1/users"), creating()
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
		return creating(), nil
	case "list":
		return getting(name, "/v1/users"), nil
	default:
		id, err := s.firstID()
		return getting(name, "/v1/users/"+id), err
	}
}

// compare sends a load to both services in turns.
func compare(name string, own, bare *subject, effort effort) (speed, error) {
	ownLoad, err := own.load(name)
	if err != nil {
		return speed{}, err
	}
	bareLoad, err := bare.load(name)
	if err != nil {
		return speed{}, err
	}
	var owns, bares, ratios []float64
	var ownWork, bareWork work
	for round := range effort.rounds {
		turns := []func() error{
			func() error { return ownWork.add(own, ownLoad, effort.lasting, &owns) },
			func() error { return bareWork.add(bare, bareLoad, effort.lasting, &bares) },
		}
		if round%2 == 1 {
			slices.Reverse(turns)
		}
		for _, turn := range turns {
			if err := turn(); err != nil {
				return speed{}, err
			}
		}
		ratios = append(ratios, owns[round]/bares[round])
	}
	s := speed{load: name, own: median(owns), bare: median(bares), ratio: median(ratios)}
	if each := ownWork.each(); each > 0 {
		s.workedRatio = bareWork.each() / each
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
