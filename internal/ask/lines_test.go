package ask

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
)

func TestLines_LeaveRestOfInput(t *testing.T) {
	input := strings.NewReader("\n2\nyes\n0\n\n1\nnot for newsvc\n")
	answers, err := Run(context.Background(), Terminal{In: input, Out: io.Discard, Plain: true}, request())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"name": "shop", "framework": "fiber", "prefork": true, "features": []string{}}
	if diff := cmp.Diff(want, answers.Values); diff != "" {
		t.Error(diff)
	}
	if rest, _ := io.ReadAll(input); string(rest) != "not for newsvc\n" {
		t.Errorf("left %q", rest)
	}
}

func TestLines_EndOfInput(t *testing.T) {
	for name, input := range map[string]string{
		"immediately":           "",
		"in the middle":         "\n2\n",
		"without a line ending": "\n2\nyes\n0\n\n1",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Run(context.Background(), Terminal{In: strings.NewReader(input), Out: io.Discard, Plain: true}, request())
			if got := fault.ExitCode(err); got != fault.ExitFailed {
				t.Errorf("exit code %d: %v", got, err)
			}
		})
	}
}

func TestLines_Canceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	silence, writer := io.Pipe()
	defer writer.Close()
	_, err := Run(ctx, Terminal{In: silence, Out: io.Discard, Plain: true}, request())
	if got := fault.ExitCode(err); got != fault.ExitInterrupted {
		t.Errorf("exit code %d: %v", got, err)
	}
}

func TestLines_OnlyShownNumbers(t *testing.T) {
	q := &question{kind: one, initial: "0", choices: []choice{
		{value: done, label: "Continue"}, {value: add, label: "Add"}, {value: "0", label: "Change", what: "user"}, {value: "1", label: "Change", what: "order"},
	}}
	for typed, want := range map[string]string{"1": done, "2": add, "3": "0", "4": "1", "continue": done, "": "0"} {
		if got, err := q.parse(typed); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %s", typed, got, err, want)
		}
	}
	for _, typed := range []string{"0", "5", "-1", "+1", "01", "1.", "change", "done"} {
		if got, err := q.parse(typed); err == nil {
			t.Errorf("%q: got %v", typed, got)
		}
	}
}

func TestLines_WrapBetweenWords(t *testing.T) {
	r := builtIn(t)
	var narrow, wide strings.Builder
	for columns, out := range map[int]*strings.Builder{60: &narrow, 4000: &wide} {
		input := strings.NewReader(strings.Repeat("\n", 12))
		_, _ = Run(context.Background(), Terminal{In: input, Out: out, Plain: true, Columns: columns}, r)
	}
	all := strings.Fields(wide.String())
	for line := range strings.Lines(narrow.String()) {
		if len([]rune(line)) > 60 {
			t.Errorf("a line of %d columns: %q", len(line), line)
		}
	}
	if diff := cmp.Diff(all, strings.Fields(narrow.String())); diff != "" {
		t.Errorf("words were cut: %s", diff)
	}
	if !strings.Contains(narrow.String(), "\n1 of 7  What do you want to start with?\n") {
		t.Errorf("no progress:\n%s", narrow.String())
	}
}

func TestParse(t *testing.T) {
	q := &question{kind: many, initial: []string{"b"}, choices: []choice{{value: "a"}, {value: "b"}, {value: "c"}}}
	cases := map[string]struct {
		typed string
		want  []string
		fails bool
	}{
		"an empty line is the default":     {"", []string{"b"}, false},
		"numbers":                          {"3, 1", []string{"a", "c"}, false},
		"names in any case, with a repeat": {"C,c,b", []string{"b", "c"}, false},
		"none":                             {"0", []string{}, false},
		"a number out of range":            {"4", nil, true},
		"an unknown name":                  {"d", nil, true},
		"an empty part":                    {"a,,b", nil, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := q.parse(c.typed)
			if c.fails {
				if err == nil {
					t.Errorf("got %v", got)
				}
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
		})
	}
}
