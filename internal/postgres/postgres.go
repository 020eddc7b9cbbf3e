// Package postgres starts PostgreSQL servers for tests and benchmarks with the
// programs that are installed on the system.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"
)

// ErrNotInstalled is the error of Start if PostgreSQL isn't installed.
var ErrNotInstalled = errors.New("PostgreSQL's programs are not installed")

// Server is a running server with its own data folder. It listens on 127.0.0.1
// only, accepts every user, and may lose data in a power failure.
type Server struct {
	programs  string // the folder of the server's programs
	dir       string
	addr      string // host:port
	databases atomic.Int64
}

// Start starts a server on a free port. The caller must stop it.
func Start() (*Server, error) {
	programs, ok := findPrograms()
	if !ok {
		return nil, ErrNotInstalled
	}
	dir, err := os.MkdirTemp("", "pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{programs: programs, dir: dir}
	if err := s.start(); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func (s *Server) start() (err error) {
	if err := os.Chmod(s.dir, 0o777); err != nil { // for the user that runs the server
		return err
	}
	if s.addr, err = freeAddress(); err != nil {
		return err
	}
	if err := s.run("initdb", "-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"); err != nil {
		return err
	}
	_, port, _ := net.SplitHostPort(s.addr)
	settings := fmt.Sprintf("-p %s -k %s -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=400", port, s.dir)
	return s.run("pg_ctl", "-D", s.data(), "-w", "-l", filepath.Join(s.dir, "log"), "-o", settings, "start")
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Stop stops the server at once and removes its data.
func (s *Server) Stop() error {
	if _, err := os.Stat(filepath.Join(s.data(), "postmaster.pid")); err == nil {
		if err := s.run("pg_ctl", "-D", s.data(), "-m", "immediate", "stop"); err != nil {
			return err
		}
	}
	return os.RemoveAll(s.dir)
}

// Database creates an empty database and returns its URL.
func (s *Server) Database() (string, error) {
	name := fmt.Sprint("service", s.databases.Add(1))
	host, port, _ := net.SplitHostPort(s.addr)
	if err := s.run("createdb", "-h", host, "-p", port, "-U", "postgres", name); err != nil {
		return "", err
	}
	return fmt.Sprintf("postgres://postgres@%s/%s?sslmode=disable", s.addr, name), nil
}

// Addr returns the server's address as HOST:PORT.
func (s *Server) Addr() string { return s.addr }

// Program returns the path of one of PostgreSQL's programs.
func (s *Server) Program(name string) string { return filepath.Join(s.programs, name) }

// run runs a program of PostgreSQL. If this process belongs to root, the program
// runs as the user postgres, because the server refuses to run as root.
func (s *Server) run(program string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	command := append([]string{s.Program(program)}, args...)
	if os.Getuid() == 0 {
		command = append([]string{"runuser", "-u", "postgres", "--"}, command...)
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = os.TempDir()
	// Use a file instead of a pipe: the server would inherit the pipe and keep it open.
	out, err := os.CreateTemp("", "pg-out-")
	if err != nil {
		return err
	}
	defer func() { _, _ = out.Close(), os.Remove(out.Name()) }()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		printed, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", program, err, printed)
	}
	return nil
}

// findPrograms returns a folder that contains all programs: Debian's folder, or
// one on the PATH.
func findPrograms() (dir string, ok bool) {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(dirs)
	for _, dir := range append(dirs, filepath.SplitList(os.Getenv("PATH"))...) {
		missing := slices.ContainsFunc([]string{"initdb", "pg_ctl", "createdb", "psql"}, func(program string) bool {
			_, err := exec.LookPath(filepath.Join(dir, program))
			return err != nil
		})
		if !missing {
			return dir, true
		}
	}
	return "", false
}

// freeAddress returns an address on which nothing listens at the moment.
func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}
