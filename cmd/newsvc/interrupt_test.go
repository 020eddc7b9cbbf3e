//go:build unix

package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestRun_CtrlC(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a service")
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := ln.Addr().String()
	ln.Close()
	env := []string{"HTTP_ADDR=" + address, "GOCACHE=" + goCache(), "GOFLAGS="}
	s := start(t, env, "init", "shop", "--pack", mini(t), "--yes", "--no-git", "--run")
	s.expect("docs    http://" + address + "/docs")
	s.press(ctrlC)
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	for _, want := range []string{"stopping the service\r\n", "stopping\r\n"} {
		if !strings.Contains(s.output(), want) {
			t.Errorf("%q is missing:\n%s", want, s.text())
		}
	}
}

func TestAnswersFromTerminal_CtrlC(t *testing.T) {
	s := start(t, nil, "init", "shop", "--pack", mini(t), "--answers", "-")
	s.press("name: shop\r")
	s.expect("name: shop")
	time.Sleep(500 * time.Millisecond) // The terminal shows the text before newsvc reads it.
	s.press(ctrlC)
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d, want 130:\n%s", code, s.text())
	}
	if left, _ := filepath.Glob(filepath.Join(s.dir, "*")); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

func TestRun_PortInUse(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a service")
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	env := []string{"HTTP_ADDR=" + ln.Addr().String(), "GOCACHE=" + goCache(), "GOFLAGS="}
	s := start(t, env, "init", "shop", "--pack", mini(t), "--yes", "--no-git", "--run")
	if code := s.exit(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if !strings.Contains(s.output(), "hint: the service is written and built; set HTTP_ADDR") {
		t.Errorf("the hint is missing:\n%s", s.text())
	}
	if _, err := os.Stat(filepath.Join(s.dir, "shop", "go.mod")); err != nil {
		t.Error(err)
	}
}
