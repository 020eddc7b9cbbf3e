//go:build unix

// Command picture generates docs/form.svg: it runs the real form in a terminal of
// 80 columns and 24 rows, answers the questions, and draws one screen after another.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

const columns, rows = 80, 24

// scene has the keys to type and the text that the screen must show before it is drawn.
type scene struct {
	keys  []string
	shows string
}

func main() {
	if err := run("docs/form.svg"); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	// The path is short because the picture shows it.
	work := filepath.Join(os.TempDir(), "demo")
	if err := os.Mkdir(work, 0o755); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	binary := filepath.Join(work, "newsvc")
	if out, err := exec.Command("go", "build", "-o", binary, "./cmd/newsvc").CombinedOutput(); err != nil {
		return fmt.Errorf("build newsvc: %w\n%s", err, out)
	}
	frames, err := record(work, binary, scenes)
	if err != nil {
		return err
	}
	return os.WriteFile(path, draw(frames), 0o644)
}

// record runs newsvc init and returns the screen after every scene.
func record(work, binary string, scenes []scene) ([]frame, error) {
	cmd := exec.Command(binary, "init", "shop", "--no-git")
	cmd.Dir = work
	cmd.Env = []string{"HOME=" + work, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "COLORTERM=truecolor"}
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: columns, Rows: rows})
	if err != nil {
		return nil, err
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = file.Close()
	}()
	screen := vt10x.New(vt10x.WithSize(columns, rows))
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := file.Read(buffer)
			_, _ = screen.Write(buffer[:n])
			if err != nil {
				return
			}
		}
	}()
	var frames []frame
	for _, s := range scenes {
		if err := play(file, s.keys); err != nil {
			return nil, err
		}
		if err := wait(screen, s.shows); err != nil {
			return nil, err
		}
		frames = append(frames, capture(screen))
	}
	return frames, nil
}

// play types keys one by one with a delay, because a key can move the focus.
func play(file *os.File, keys []string) error {
	for _, key := range keys {
		if _, err := file.WriteString(key); err != nil {
			return err
		}
		time.Sleep(150 * time.Millisecond)
	}
	return nil
}

// wait waits until the screen shows text and has stopped changing.
func wait(screen vt10x.Terminal, text string) error {
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(screen.String(), text); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			return fmt.Errorf("the screen never shows %q:\n%s", text, screen.String())
		}
	}
	time.Sleep(300 * time.Millisecond)
	return nil
}
