package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// respond starts the generated program as it is and asks it for the list of users.
func (s *subject) respond() error {
	if s.serve == "" {
		return nil
	}
	dir, err := s.fresh(s.whole)
	if err != nil {
		return err
	}
	if err := s.must(script{text: "go mod tidy", dir: service(dir)}); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	home, err := s.folder()
	if err != nil {
		return err
	}
	cmd := exec.Command("timeout", "120", "sh", "-ec", s.serve)
	cmd.Dir = service(dir)
	cmd.Env = append(s.environment(script{}, home), "PORT="+port)
	if err := cmd.Start(); err != nil {
		return err
	}
	s.result.Answer, err = s.ask("http://127.0.0.1:" + port)
	_ = cmd.Process.Signal(syscall.SIGTERM)
	_ = cmd.Wait() // it was interrupted
	return err
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "", err
	}
	return port, l.Close()
}

// bodyLimit is how much of a body is stored.
const bodyLimit = 60

var space = regexp.MustCompile(`\s+`)

// ask asks for the list until there is a response, and returns its status and the beginning of
// its body.
func (s *subject) ask(address string) (string, error) {
	request := func() (*http.Response, error) { return http.Get(address + s.list) }
	if s.isQuery() {
		request = func() (*http.Response, error) {
			return http.Post(address+"/query", "application/json", strings.NewReader(`{"query":"`+s.list+`"}`))
		}
	}
	var err error
	for range 600 { // of 200 ms: the program is compiled first
		var response *http.Response
		if response, err = request(); err == nil {
			body, err := io.ReadAll(io.LimitReader(response.Body, bodyLimit))
			if closeErr := response.Body.Close(); err == nil {
				err = closeErr
			}
			return fmt.Sprintf("%d %s", response.StatusCode, strings.TrimSpace(space.ReplaceAllString(string(body), " "))), err
		}
		time.Sleep(200 * time.Millisecond)
	}
	return "", fmt.Errorf("%s doesn't answer: %w", s.serve, err)
}
