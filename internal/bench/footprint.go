package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// footprint measures a service of newsvc's: its binary, its start, and its
// memory before and after load.
type footprint struct {
	framework, database string
	size                int64
	start               time.Duration
	idle, loaded        int64 // bytes resident; 0 where the system doesn't tell
}

func (f footprint) line() string {
	mb := func(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
	return strings.Join([]string{f.framework + ", " + f.database, mb(f.size), short(f.start), mb(f.idle), mb(f.loaded), ""}, "\t")
}

// footprints generates and measures a service of each kind.
func (b bench) footprints() ([]footprint, error) {
	var all []footprint
	for _, framework := range []string{"chi", "echo", "gin", "fiber"} {
		for _, database := range []string{"sqlite", "memory"} {
			f := footprint{framework: framework, database: database}
			if err := b.weigh(&f); err != nil {
				return nil, fmt.Errorf("%s, %s: %w", framework, database, err)
			}
			all = append(all, f)
		}
	}
	return all, nil
}

func (b bench) weigh(f *footprint) error {
	dir := filepath.Join(b.work, f.framework+"-"+f.database)
	if _, err := took(b.newsvc, "init", dir, "--yes", "--no-git", "--name", "hello", "-f", f.framework, "-d", f.database); err != nil {
		return err
	}
	binary := filepath.Join(dir, "bin", "hello")
	if out, err := exec.Command("make", "-C", dir, "build").CombinedOutput(); err != nil {
		return fmt.Errorf("make build: %w\n%s", err, out)
	}
	info, err := os.Stat(binary)
	if err != nil {
		return err
	}
	f.size = info.Size()
	var starts []time.Duration
	for range rounds {
		p, err := launch(binary, dir)
		if err != nil {
			return err
		}
		starts = append(starts, p.start)
		p.end()
	}
	f.start = median(starts)
	p, err := launch(binary, dir)
	if err != nil {
		return err
	}
	defer p.end()
	time.Sleep(time.Second)
	f.idle = p.resident()
	if err := p.load(); err != nil {
		return err
	}
	f.loaded = p.resident()
	return nil
}

// service is a running service.
type service struct {
	cmd   *exec.Cmd
	url   string
	start time.Duration // from the process's start to the first 200
}

func launch(binary, dir string) (*service, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := ln.Addr().String()
	if err := ln.Close(); err != nil {
		return nil, err
	}
	s := &service{cmd: exec.Command(binary), url: "http://" + addr}
	s.cmd.Env = append(os.Environ(), "HTTP_ADDR="+addr, "LOG_LEVEL=ERROR", "DATABASE_URL="+filepath.Join(dir, "bench.db"))
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < 10*time.Second {
		if status(s.url+"/healthz") == http.StatusOK {
			s.start = time.Since(began)
			return s, nil
		}
		time.Sleep(100 * time.Microsecond)
	}
	s.end()
	return nil, errors.New("the service doesn't answer")
}

func (s *service) end() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func status(url string) int {
	res, err := http.Get(url)
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	return res.StatusCode
}

// load sends 10,000 requests on 32 connections.
func (s *service) load() error {
	const requests, connections = 10_000, 32
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: connections, MaxIdleConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	var group sync.WaitGroup
	for n := range connections {
		group.Go(func() {
			for i := n; i < requests && ctx.Err() == nil; i += connections {
				if err := s.ask(client, i); err != nil {
					stop(err)
				}
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// ask creates something now and then, and lists what there is.
func (s *service) ask(client *http.Client, n int) error {
	send := func() (*http.Response, error) { return client.Get(s.url + "/v1/users") }
	if n%10 == 0 {
		body := fmt.Sprintf(`{"email":"u%d.%d@example.com","name":"Ada"}`, s.cmd.Process.Pid, n)
		send = func() (*http.Response, error) {
			return client.Post(s.url+"/v1/users", "application/json", strings.NewReader(body))
		}
	}
	res, err := send()
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("request %d: %s", n, res.Status)
	}
	return nil
}

// resident reads VmRSS where the system has it.
func (s *service) resident() int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb * 1024
		}
	}
	return 0
}
