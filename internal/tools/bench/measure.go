package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/newsvc/newsvc/internal/testkit/postgres"
)

// measurement is what was measured of a kind of service.
type measurement struct {
	kind
	own, bare weight
	speeds    []speed
}

// weight is what a process takes of a machine.
type weight struct {
	size         int64 // of the binary, in bytes
	start        time.Duration
	idle, loaded int64 // bytes resident; 0 where the system doesn't tell
}

// speed is how fast a service and the bare framework answer a load.
type speed struct {
	load        string
	own, bare   float64 // answers a second
	ratio       float64 // of own to bare; the median over rounds
	workedRatio float64 // of the processor's time that bare takes for an answer to own's; 0: not known
}

// measure measures a kind whose programs are built, the two in turns, so that a
// busy moment of the machine meets both.
func (k kind) measure(dir string, server *postgres.Server, effort effort) (measurement, error) {
	m := measurement{kind: k}
	own, err := k.open(k.service, dir, server)
	if err != nil {
		return m, err
	}
	defer func() { own.kill() }() // the one that runs by then
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

// effort is how often and how long to measure.
type effort struct {
	starts, rounds int
	lasting        time.Duration // of a round
}

// subject is a running service, and what is known of it.
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

// startTimes starts each of the two again and again; the last of each go on.
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

// weigh takes the memory before and after 10,000 requests.
func (s *subject) weigh() error {
	s.weight.idle = s.resident()
	if _, err := s.mixed().run(s.addr, &s.numbers, loadedAfter, 0); err != nil {
		return err
	}
	s.weight.loaded = s.resident()
	return nil
}

// mixed creates something now and then, and lists what there is.
func (s *subject) mixed() load {
	list, create := getting("list", "/v1/users"), creating()
	return load{"mixed", func(n int64) []byte {
		if n%10 == 0 {
			return create.request(n)
		}
		return list.request(n)
	}}
}

// load returns the load of a name. The service has users already.
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

// compare has the two answer a load, in turns.
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

// work is the processor's time for some answers.
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

// each is the time for one answer, in seconds.
func (w *work) each() float64 { return w.took.Seconds() / float64(w.answers) }
