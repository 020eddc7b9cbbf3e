package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// service is a running service.
type service struct {
	addr    string
	cmd     *exec.Cmd
	start   time.Duration // from the start of the process to the first answer with status 200
	numbers counter       // numbers the requests that create something
	log     *os.File
}

// unlimited disables the service's rate limit.
var unlimited = []string{"RATE_LIMIT_RPS=1000000", "RATE_LIMIT_BURST=1000000"}

// launch starts a service with the given environment variables, and returns when it answers.
// It writes the log to a file.
func launch(binary string, env ...string) (*service, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(binary + ".log")
	if err != nil {
		return nil, err
	}
	s := &service{addr: addr, cmd: exec.Command(binary), log: log}
	s.cmd.Dir = filepath.Dir(binary)
	s.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HTTP_ADDR=" + addr, "ADMIN_ADDR=127.0.0.1:0"}, env...)
	s.cmd.Stderr = log
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	if !answers(addr, "/healthz", "", 100*time.Microsecond) {
		return nil, s.failed("doesn't live")
	}
	s.start = time.Since(began)
	return s, nil
}

// ready waits until the service is ready. The header field, if any, comes with
// the request.
func (s *service) ready(header string) error {
	if !answers(s.addr, "/v1/users", header, 5*time.Millisecond) {
		return s.failed("isn't ready")
	}
	return nil
}

func (s *service) failed(how string) error {
	s.kill()
	printed, _ := os.ReadFile(s.log.Name())
	return fmt.Errorf("%s %s:\n%s", s.cmd.Path, how, printed)
}

// kill kills the service.
func (s *service) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.log.Close()
}

// end stops the service as an operator does, and returns an error if it doesn't exit
// properly.
func (s *service) end() error {
	defer func() { _ = s.log.Close() }()
	return errors.Join(s.cmd.Process.Signal(syscall.SIGTERM), s.cmd.Wait())
}

// answers polls a path until its status is 200, for at most ten seconds.
func answers(addr, path, header string, pause time.Duration) bool {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(pause) {
		res, err := get(addr, path, header)
		if err != nil {
			continue
		}
		if _ = res.Body.Close(); res.StatusCode == http.StatusOK {
			return true
		}
	}
	return false
}

// get sends one request, with a header field unless that is empty.
func get(addr, path, header string) (*http.Response, error) {
	request, err := http.NewRequest(http.MethodGet, "http://"+addr+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	if name, value, found := strings.Cut(strings.TrimSpace(header), ": "); found {
		request.Header.Set(name, value)
	}
	return http.DefaultClient.Do(request)
}

func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// firstID returns the id of one of the users.
func (s *service) firstID(header string) (string, error) {
	res, err := get(s.addr, "/v1/users?limit=1", header)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	var list struct{ Items []struct{ ID string } }
	if err := json.NewDecoder(res.Body).Decode(&list); err != nil {
		return "", err
	}
	if len(list.Items) == 0 {
		return "", errors.New("there is no user")
	}
	return list.Items[0].ID, nil
}

// resident returns the resident memory of the process in bytes, or 0 if unknown.
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

// tick is Linux's unit of processor time.
const tick = 10 * time.Millisecond

// worked returns the processor time that the process has used, or 0 if unknown.
func (s *service) worked() time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), ") ") // after the name, which may be anything
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick
}
