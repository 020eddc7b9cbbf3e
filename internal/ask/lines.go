package ask

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// goBack is the input that returns to the previous question.
const goBack = "<"

// askInLines prints every question as plain text and reads a line for each. It
// doesn't draw, move the cursor or use color, so that screen readers can follow.
func askInLines(ctx context.Context, t Terminal, session *session) error {
	say := func(text string) { fmt.Fprintln(t.Out, t.wrap(text, 0)) }
	say(session.title())
	say("Press Enter to accept the value in brackets, or type " + goBack + " to go back.")
	say("Press Ctrl-C to quit without writing anything.")
	input := &lineReader{r: t.In}
	for q := session.question(); q != nil; q = session.question() {
		fmt.Fprint(t.Out, "\n"+q.lines(t, session.progress()))
		if err := askLine(ctx, t, input, session); err != nil {
			return err
		}
	}
	return nil
}

// askLine asks one question until the user answers it, goes back or quits.
func askLine(ctx context.Context, t Terminal, input *lineReader, session *session) error {
	q := session.question()
	for {
		fmt.Fprint(t.Out, q.prompt())
		typed, err := input.line(ctx)
		if err != nil {
			fmt.Fprintln(t.Out)
			return err
		}
		if strings.TrimSpace(typed) == goBack {
			if !session.back() {
				fmt.Fprintln(t.Out, "This is the first question.")
				continue
			}
			return nil
		}
		value, err := q.parse(typed)
		if err == nil {
			err = session.answer(value)
		}
		if left, ok := errors.AsType[*fault.Error](err); ok && left.Exit == fault.ExitInterrupted {
			return err
		}
		if err == nil {
			return nil
		}
		for _, e := range fault.All(err) {
			fmt.Fprintln(t.Out, t.wrap("Invalid answer: "+problem(e), 2))
		}
	}
}

// wrap breaks text into lines that fit into the terminal, between words.
func (t Terminal) wrap(text string, hang int) string {
	if t.Columns <= 1 {
		return text
	}
	return strings.Join(fold(text, t.Columns-1, hang), "\n")
}

// lines formats the question and its choices.
func (q *question) lines(t Terminal, progress string) string {
	var b strings.Builder
	write := func(text string, hang int) {
		if text != "" {
			fmt.Fprintln(&b, t.wrap(text, hang))
		}
	}
	write(q.before, 2)
	write(progress+"  "+q.title, 0)
	write(q.table, q.hang)
	write(q.text, 0)
	for i, c := range q.choices {
		line := fmt.Sprintf("  %d  %s", i+1, c.name())
		for _, text := range append([]string{c.what}, c.more...) {
			if text != "" {
				line += "; " + text
			}
		}
		write(line, 3)
	}
	return b.String()
}

// prompt says how to answer and shows the default.
func (q *question) prompt() string {
	how, initial := "Answer", q.initialText()
	switch q.kind {
	case one:
		how, initial = "Number", ""
		if i := q.at(q.initialText()); i >= 0 {
			initial = strconv.Itoa(i + 1)
		}
	case many:
		how, initial = "Numbers, separated by commas, or 0 for none", "0"
		if set := q.initialSet(); len(set) > 0 {
			initial = q.numbers(set)
		}
	}
	if initial != "" {
		how += " [" + plain.Line(initial) + "]"
	}
	return how + ": "
}

func (q *question) numbers(values []string) string {
	var all []string
	for _, v := range values {
		if i := q.at(v); i >= 0 {
			all = append(all, strconv.Itoa(i+1))
		}
	}
	return strings.Join(all, ",")
}

// parse turns a typed line into an answer.
func (q *question) parse(typed string) (any, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" && q.initial != nil {
		switch {
		case q.kind == many:
			return q.initialSet(), nil
		case q.kind == one && q.at(q.initialText()) >= 0:
			return q.initialText(), nil
		}
		typed = strings.TrimSpace(q.initialText())
	}
	switch q.kind {
	case one:
		return q.pick(typed)
	case many:
		return q.pickAll(typed)
	}
	return typed, nil
}

// pick finds a choice by what the screen shows of it: its number or its name.
func (q *question) pick(typed string) (string, error) {
	if n, err := strconv.Atoi(typed); err == nil && strconv.Itoa(n) == typed && 1 <= n && n <= len(q.choices) {
		return q.choices[n-1].value, nil
	}
	var found []choice
	for _, c := range q.choices {
		if strings.EqualFold(typed, c.name()) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 1:
		return found[0].value, nil
	case len(found) > 1:
		return "", fmt.Errorf("%d choices are called %s; answer with the number of one", len(found), found[0].name())
	}
	return "", fmt.Errorf("answer with a number from 1 to %d", len(q.choices))
}

func (q *question) pickAll(typed string) ([]string, error) {
	picked := []string{}
	if typed == "" || typed == "0" {
		return picked, nil
	}
	for part := range strings.SplitSeq(typed, ",") {
		value, err := q.pick(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		picked = append(picked, value)
	}
	// Sort in the order of the choices and remove duplicates.
	slices.SortFunc(picked, func(a, b string) int { return q.at(a) - q.at(b) })
	return slices.Compact(picked), nil
}

// lineReader reads one byte at a time, so that the input after the last answer
// is left for the next reader.
type lineReader struct{ r io.Reader }

// maxLine is the maximum length of an answer.
const maxLine = 64 << 10

// line reads a line. Input without a line ending isn't an answer. If the context
// is cancelled, line returns at once, although the read itself goes on.
func (l *lineReader) line(ctx context.Context) (string, error) {
	type result struct {
		text string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		text, err := l.read()
		read <- result{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", fault.Interrupted()
	case r := <-read:
		return r.text, r.err
	}
}

func (l *lineReader) read() (string, error) {
	var text []byte
	buffer := make([]byte, 1)
	for len(text) <= maxLine {
		n, err := l.r.Read(buffer)
		switch {
		case n == 1 && buffer[0] == '\n':
			return strings.TrimSuffix(string(text), "\r"), nil
		case n == 1:
			text = append(text, buffer[0])
		case errors.Is(err, io.EOF):
			return "", fault.Failed("input_ended", "the input ended before every question was answered; nothing was written").
				WithHint("use --yes to accept the defaults")
		case err != nil:
			return "", fault.Failed("input", "read an answer").WithCause(err)
		}
	}
	return "", fault.Failed("input", "an answer is longer than %d bytes", maxLine)
}
