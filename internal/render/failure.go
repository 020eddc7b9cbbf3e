package render

import (
	"errors"
	"fmt"
	"go/scanner"
	"reflect"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/strict"
)

// located matches an error message of text/template: the path in the pack, the line, the
// bytes before the action on that line, the action, and the message.
var located = lazyregexp.New(`(?s)^template: (.+?):(\d+):(\d+): executing ".*?" at <(.*?)>: (.*)$`)

func badPack(format string, args ...any) error { return strict.Fault(format, args...) }

// badPackAt returns an error in a file of the pack.
func badPackAt(file, format string, args ...any) error {
	return strict.FaultAt(fault.Position{File: file}, format, args...)
}

// templateError converts an error during the execution of a template to one in the terms of
// the pack's format.
func templateError(s *pack.Source, err error) error {
	var reached *limitError
	parts := located().FindStringSubmatch(err.Error())
	switch {
	case errors.As(err, &reached) && reached.at != "":
		return badPackAt(reached.at, "%s", reached.message)
	case parts == nil && errors.As(err, &reached):
		return badPackAt(s.Path, "%s", reached.message)
	case parts == nil:
		return badPackAt(s.Path, "%s", strings.TrimPrefix(err.Error(), "template: "))
	}
	at := fault.Position{File: parts[1], Word: parts[4]}
	at.Line, _ = strconv.Atoi(parts[2]) // the pattern matches only digits
	at.Column, _ = strconv.Atoi(parts[3])
	at.Column++
	if errors.As(err, &reached) {
		return strict.FaultAt(at, "%s", reached.message)
	}
	if parts[4] == pack.FuncText {
		at.Word = ""
		return strict.FaultAt(at, "%s", reworded(parts[5]))
	}
	return strict.FaultAt(at, "%s: %s", parts[4], reworded(parts[5]))
}

var (
	noField = lazyregexp.New(`^can't evaluate field (\w+) in type (.+)$`)
	ofNil   = lazyregexp.New(`^nil pointer evaluating \*render\.(\w+)\.(\w+)$`)
	ofCall  = lazyregexp.New(`(?s)^error calling (\w+): (.*)$`)
	noKey   = lazyregexp.New(`^(map has|nil data;) no entry for key "(.*)"$`)
	whenSet = map[string]string{"Resource": "only in a layer with `each: resource`", "Step": "only in a layer with `each: step`", "Target": "only of a ref field"}
)

// dataType maps names to the types of a template's data.
var dataType = map[string]reflect.Type{
	"Data": reflect.TypeFor[Data](), "Resource": reflect.TypeFor[Resource](), "Referrer": reflect.TypeFor[Referrer](),
	"Field": reflect.TypeFor[Field](), "Target": reflect.TypeFor[Target](), "Step": reflect.TypeFor[Step](),
}

// reworded replaces the Go terms in a message of text/template with those of the data.
func reworded(message string) string {
	if m := ofNil().FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("there is no %s here: it is set %s", m[1], whenSet[m[1]])
	}
	if m := noField().FindStringSubmatch(message); m != nil {
		name := m[2][strings.LastIndexByte(m[2], '.')+1:]
		t, ok := dataType[name]
		switch {
		case strings.HasPrefix(m[2], "[]"):
			return fmt.Sprintf("a list has no field %s", m[1])
		case !ok:
			return fmt.Sprintf("it has no field %s", m[1])
		}
		var fields []string
		for i := range t.NumField() {
			fields = append(fields, t.Field(i).Name)
		}
		return fmt.Sprintf("%s has no field %s, it has %s", name, m[1], strings.Join(fields, ", "))
	}
	if m := noKey().FindStringSubmatch(message); m != nil {
		if m[1] != "map has" {
			return fmt.Sprintf("there is no %s: the partial is called without data, see {{template \"NAME\" .}}", m[2])
		}
		return fmt.Sprintf("there is no %q", m[2])
	}
	if m := ofCall().FindStringSubmatch(message); m != nil {
		name, cause := m[1], m[2]
		if strings.HasPrefix(name, "_") {
			return cause
		}
		return name + ": " + cause
	}
	return strings.NewReplacer("*render.", "", "render.", "").Replace(message)
}

// goError describes the first error in Go code, with its line.
func goError(f *File, err error) string {
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return err.Error()
	}
	lines := strings.Split(string(f.Data), "\n")
	at := list[0].Pos.Line
	return fmt.Sprintf("%s:%d: %s: %s", f.Path, at, list[0].Msg, strings.TrimSpace(lines[min(max(at, 1), len(lines))-1]))
}
