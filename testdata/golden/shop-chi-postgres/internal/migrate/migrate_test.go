package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/shop/internal/migrate"
)

// fake is a database that remembers the scripts it ran, and takes back those of a
// transaction that failed.
type fake struct {
	mu      sync.Mutex
	entries []migrate.Entry
	ran     []string
}

func (f *fake) Exclusively(ctx context.Context, do func(context.Context, migrate.Journal) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	entries, ran := slices.Clone(f.entries), slices.Clone(f.ran)
	err := do(ctx, f)
	if err != nil {
		f.entries, f.ran = entries, ran
	}
	return err
}

func (f *fake) Entries(context.Context) ([]migrate.Entry, error) { return f.entries, nil }

func (f *fake) Add(_ context.Context, entry migrate.Entry) error {
	f.entries = append(f.entries, entry)
	return nil
}

func (f *fake) Remove(_ context.Context, id string) error {
	f.entries = slices.DeleteFunc(f.entries, func(e migrate.Entry) bool { return e.ID == id })
	return nil
}

func (f *fake) Run(_ context.Context, script string) error {
	if script == "broken" {
		return errors.New("syntax error")
	}
	f.ran = append(f.ran, script)
	return nil
}

// runner returns a runner whose migrations are given as "ID=SCRIPT"; what takes a
// script back is the script in brackets.
func runner(t *testing.T, database migrate.Database, migrations ...string) *migrate.Runner {
	t.Helper()
	files := map[string]string{}
	for _, migration := range migrations {
		id, script, _ := strings.Cut(migration, "=")
		files[id+"_m.up.sql"] = script
		files[id+"_m.down.sql"] = "(" + script + ")"
	}
	loaded, err := migrate.Load(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	return migrate.NewRunner(database, loaded)
}

func TestUp(t *testing.T) {
	for name, test := range map[string]struct {
		before, after []string // the migrations of one version of the program and of the next
		ran           string
		err           string
	}{
		"applies all in the order of ids":         {nil, []string{"10=c", "1=a", "2=b"}, "a b c", ""},
		"applies what is new":                     {[]string{"1=a"}, []string{"1=a", "2=b"}, "a b", ""},
		"applies what came from another branch":   {[]string{"1=a", "3=c"}, []string{"1=a", "2=b", "3=c"}, "a c b", ""},
		"leaves alone what it doesn't know":       {[]string{"1=a", "2=b"}, []string{"1=a", "3=c"}, "a b c", ""},
		"refuses a changed file":                  {[]string{"1=a"}, []string{"1=A", "2=b"}, "a", "1_m has changed"},
		"stops at what fails, and keeps the rest": {[]string{"1=a"}, []string{"1=a", "2=b", "3=broken", "4=d"}, "a b", "apply 3_m: syntax error"},
	} {
		t.Run(name, func(t *testing.T) {
			database := &fake{}
			if _, err := runner(t, database, test.before...).Up(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, err := runner(t, database, test.after...).Up(t.Context())
			if got := fmt.Sprint(err); test.err == "" && err != nil || !strings.Contains(got, test.err) {
				t.Errorf("got the error %v, want %q", err, test.err)
			}
			if got := strings.Join(database.ran, " "); got != test.ran {
				t.Errorf("ran %s, want %s", got, test.ran)
			}
		})
	}
}

func TestDown(t *testing.T) {
	database := &fake{}
	first := runner(t, database, "1=a", "3=c")
	second := runner(t, database, "1=a", "2=b", "3=c")
	for _, up := range []*migrate.Runner{first, second} {
		if _, err := up.Up(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"2_m", "3_m", "1_m", ""} {
		last, err := second.Down(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if last == nil && want != "" || last != nil && last.String() != want {
			t.Errorf("took back %v, want %q", last, want)
		}
	}
	if got, want := strings.Join(database.ran, " "), "a c b (b) (c) (a)"; got != want {
		t.Errorf("ran %s, want %s", got, want)
	}
}

func TestDownRefusesWhatItDoesNotKnow(t *testing.T) {
	database := &fake{}
	if _, err := runner(t, database, "1=a", "2=b").Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := runner(t, database, "1=a").Down(t.Context()); err == nil || !strings.Contains(err.Error(), "2_m") {
		t.Errorf("got %v, want an error that names 2_m", err)
	}
}

func TestStatus(t *testing.T) {
	database := &fake{}
	if _, err := runner(t, database, "1=a", "2=b", "9=x").Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := runner(t, database, "1=a", "2=B", "10=c")
	lines, err := now.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []migrate.Status{
		{ID: "1", Name: "m", State: migrate.Applied},
		{ID: "2", Name: "m", State: migrate.Changed},
		{ID: "9", Name: "m", State: migrate.Unknown},
		{ID: "10", Name: "m", State: migrate.Pending},
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got %v, want %v", lines, want)
	}
	if _, err := now.Pending(t.Context()); err == nil {
		t.Error("what is pending on a changed file is no error")
	}
}
