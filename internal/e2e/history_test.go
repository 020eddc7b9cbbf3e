package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// everyType has a field of every type except references, each with a default for
// existing rows.
var everyType = strings.Fields(`words:string:default=it%27s%20here prose:text:default=%5Cn%22 mail:email:default=ann@example.com
	page:url:default=https://example.com/a%3Fb=c small:int:min=-9:default=-7 big:bigint:default=-9223372036854775808 ratio:float:default=0.1
	price:decimal=38,10:default=-1234567890123456789012345678.5 open:bool:default=true code:uuid:default=018f4e6c-8d2a-7c3b-9e1f-2a4b6c8d0e1f
	day:date:default=0001-01-01:index at:time:default=1969-12-31T23:59:59.000001Z level:enum=low,high:default=high
	extra:json:default=%7B%22b%22%3A1.50%2C%22a%22%3A%5Bnull%2C%22it%27s%22%5D%7D`)

func TestHistories_EveryType(t *testing.T) {
	for _, typ := range resource.Types() {
		has := func(field string) bool {
			parsed, err := resource.ParseField(field)
			return err == nil && parsed.Type == typ
		}
		if typ != resource.Ref && !slices.ContainsFunc(everyType, has) {
			t.Errorf("everyType lacks a field of the type %s", typ)
		}
	}
}

// every returns a field of every type without a default, with a prefix for the name and
// a suffix for the field.
func every(prefix, suffix string) []string {
	var fields []string
	for _, field := range everyType {
		bare, _, _ := strings.Cut(field, ":default=")
		fields = append(fields, prefix+bare+suffix)
	}
	return fields
}

// names returns the names of fields.
func names(fields []string) []string {
	var all []string
	for _, field := range fields {
		name, _, _ := strings.Cut(field, ":")
		all = append(all, name)
	}
	return all
}

// chapter has the commands between two commits.
type chapter struct {
	name     string
	commands [][]string
}

func add(resource string, fields ...string) []string {
	return append([]string{"add", "field", resource}, fields...)
}

func remove(resource string, fields []string) []string {
	return append([]string{"remove", "field", resource}, fields...)
}

// story is the history of a service. The database changes after each chapter, so that
// steps are generated with both.
var story = []chapter{
	{"a new service", [][]string{{
		"init", "shop", "--module", "example.com/shop", "--features", "", "-d", contract.SQLite, "-r", "customer name:string email:email:unique",
		"-r", "ticket title:string:max=40 size:decimal=4,2 weight:int:min=3 seen:time state:enum=open,closed owner:ref=customer",
	}}},
	{"add a resource", [][]string{{"add", "resource", "label", "word:string:unique", "color:enum=red,green:default=red", "made_by:ref=customer"}}},
	{"add optional, unique and required fields", [][]string{
		add("customer", "nick:string:optional", "level:int:min=1:default=1", "code:bigint:optional:unique", "link:url:optional:unique", "born:date:optional:default=2000-02-29"),
	}},
	{"add references", [][]string{add("ticket", "helper:ref=customer:optional", "label:ref=label:optional", "after:ref=ticket:optional")}},
	{"add required fields of every type", [][]string{add("ticket", everyType...)}},
	{"add optional fields of every type", [][]string{add("label", every("may_", ":optional")...)}},
	{"remove fields of every type", [][]string{remove("ticket", names(everyType)), remove("label", names(every("may_", ":optional")))}},
	{"rename fields and change their types", [][]string{
		remove("customer", []string{"nick", "level"}), add("customer", "nickname:string:optional:unique", "level:text:default=basic"),
	}},
	{"remove required fields", [][]string{remove("ticket", []string{"title", "size", "weight", "seen", "state"})}},
	{"add required fields without a database", [][]string{
		{"set", "database=memory"}, add("ticket", every("must_", "")...), add("ticket", "urgency:int:min=2", "debt:float:max=-0.5"),
	}},
	{"remove a referenced resource", [][]string{remove("ticket", []string{"label"}), {"remove", "resource", "label"}}},
	{"add another resource with the same name", [][]string{
		{"add", "resource", "label", "word:int", "above:ref=label:optional"}, add("ticket", "label:ref=label:optional", "title:string:default=none"),
	}},
	{"remove required fields without a default", [][]string{remove("ticket", append(names(every("must_", "")), "debt"))}},
}

// lasting removes fields whose values can't be restored.
var lasting = chapter{"remove unique fields and references", [][]string{remove("ticket", []string{"owner"}), remove("customer", []string{"email"})}}

// point is a service after a chapter.
type point struct {
	chapter
	answers  spec.Answers
	services map[string]contract.Service // by store
}

// history runs a story's commands in a repository. It returns the service after each
// chapter, built for every store.
func (w world) history(t *testing.T, story []chapter) []point {
	t.Helper()
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+who+"_NAME", "Ann")
		t.Setenv("GIT_"+who+"_EMAIL", "ann@example.com")
	}
	dir := t.TempDir()
	stores := []string{contract.SQLite}
	if w.server != nil {
		stores = append(stores, contract.Postgres)
	}
	var points []point
	for n, c := range story {
		p := point{chapter: c, services: map[string]contract.Service{}}
		for _, command := range c.commands {
			w.change(t, filepath.Join(dir, "shop"), command)
		}
		for _, store := range stores {
			w.change(t, filepath.Join(dir, "shop"), []string{"set", "database=" + store})
			binary := filepath.Join(dir, fmt.Sprintf("shop-%02d-%s", n, store))
			run(t, filepath.Join(dir, "shop"), []string{"CGO_ENABLED=0"}, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "./cmd/shop")
			p.services[store] = contract.Service{Binary: binary, Store: store, Server: w.server}
		}
		slices.Reverse(stores)
		p.answers = answersOf(t, filepath.Join(dir, "shop"))
		points = append(points, p)
	}
	return points
}

// change runs newsvc and commits the result.
func (w world) change(t *testing.T, dir string, command []string) {
	t.Helper()
	if command[0] == "init" {
		run(t, filepath.Dir(dir), nil, w.newsvc, append(command, "--yes")...)
		return
	}
	if command[0] != "add" {
		command = append(slices.Clone(command), "--yes", "--no-verify")
	}
	run(t, dir, nil, w.newsvc, command...)
	run(t, dir, nil, "git", "add", "--all")
	run(t, dir, nil, "git", "commit", "--quiet", "--allow-empty", "--message", strings.Join(command[:2], " "))
}

func answersOf(t *testing.T, dir string) spec.Answers {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, ".newsvc.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	answers, err := spec.ParseAnswers(".newsvc.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

// TestMigrations_Histories creates databases with the service after each chapter and
// opens them with later ones.
func TestMigrations_Histories(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a service many times, which takes a minute")
	}
	points := newWorld(t).history(t, append(story, lasting))
	last, final := points[len(points)-2], points[len(points)-1]
	for i, p := range points[:len(points)-1] {
		for store := range p.services {
			t.Run(p.name+", on "+store, func(t *testing.T) {
				t.Parallel()
				migrates(t, p, last, store)
			})
		}
		if next := points[i+1]; p.services[contract.Postgres].Server != nil && len(goneBetween(p.answers, next.answers)) == 0 {
			t.Run(p.name+", while "+next.name, func(t *testing.T) {
				t.Parallel()
				serves(t, p, next)
			})
		}
	}
	for store := range final.services {
		t.Run(final.name+", on "+store, func(t *testing.T) {
			t.Parallel()
			staysGone(t, last, final, store)
		})
	}
}

// migrates checks that a database from an earlier point can be migrated to the last
// point without losing values that still have a column, back again, and forward again.
func migrates(t *testing.T, then, last point, store string) {
	old, now := then.services[store], last.services[store]
	url := old.Database(t)
	service := contract.Start(t, old, url)
	written := fill(t, service, then.answers)
	service.Stop(t)
	gone := goneBetween(then.answers, last.answers)

	service = contract.Start(t, now, url)
	written.check(t, service, last.answers, gone)
	enforced(t, service, last.answers)
	service.Stop(t)
	wantApplied(t, now, url, last.answers)

	for range len(last.answers.Schema) - len(then.answers.Schema) {
		command(t, now, url, "migrate", "down")
	}
	wantApplied(t, old, url, then.answers)
	service = contract.Start(t, old, url)
	written.check(t, service, then.answers, gone)
	enforced(t, service, then.answers)
	service.Stop(t)

	command(t, now, url, "migrate", "up")
	wantApplied(t, now, url, last.answers)
	service = contract.Start(t, now, url)
	written.check(t, service, last.answers, gone)
	service.Stop(t)
}

// serves checks that a replica continues to serve while others migrate the database to
// a point that only adds to its own, and that the same version can start later.
func serves(t *testing.T, then, next point) {
	old, now := then.services[contract.Postgres], next.services[contract.Postgres]
	url := old.Database(t)
	service := contract.Start(t, old, url)
	before := list(t, service, then.answers.Resources[0])
	replicas := contract.StartTogether(t, now, url, 2)
	wantApplied(t, now, url, next.answers)
	if len(before) > 0 {
		t.Errorf("a new database has %d rows", len(before))
	}
	written := fill(t, service, then.answers)
	for _, replica := range replicas {
		written.check(t, replica, next.answers, nil)
	}
	written.check(t, contract.Start(t, old, url), then.answers, nil)
}

// staysGone checks that a step which lost values can't be undone if there are rows, that
// trying it changes nothing, and that it can be undone without rows.
func staysGone(t *testing.T, then, now point, store string) {
	old, s := then.services[store], now.services[store]
	url := old.Database(t)
	service := contract.Start(t, old, url)
	written := fill(t, service, then.answers)
	service.Stop(t)
	service = contract.Start(t, s, url)
	if code, printed := contract.Command(t, s, url, "migrate", "down"); code == 0 {
		t.Errorf("migrate down: exit code %d:\n%s", code, printed)
	}
	wantApplied(t, s, url, now.answers)
	written.check(t, service, now.answers, goneBetween(then.answers, now.answers))
	service.Stop(t)

	url = old.Database(t)
	command(t, s, url, "migrate", "up")
	for range lasting.commands {
		command(t, s, url, "migrate", "down")
	}
	wantApplied(t, old, url, then.answers)
	service = contract.Start(t, old, url)
	fill(t, service, then.answers).check(t, service, then.answers, nil)
	enforced(t, service, then.answers)
	service.Stop(t)
}

// command runs a command of the service, which must succeed.
func command(t *testing.T, s contract.Service, url string, args ...string) {
	t.Helper()
	if code, printed := contract.Command(t, s, url, args...); code != 0 {
		t.Fatalf("%s: exit code %d:\n%s", strings.Join(args, " "), code, printed)
	}
}

// wantApplied checks that migrate status lists exactly the steps of the schema, all as
// applied.
func wantApplied(t *testing.T, s contract.Service, url string, answers spec.Answers) {
	t.Helper()
	code, printed := contract.Command(t, s, url, "migrate", "status")
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	if code != 0 || len(lines) != len(answers.Schema) {
		t.Fatalf("exit code %d and %d lines, want 0 and %d:\n%s", code, len(lines), len(answers.Schema), printed)
	}
	for i, line := range lines {
		if !strings.Contains(line, answers.Schema[i].ID) || !strings.Contains(line, "applied") {
			t.Errorf("%q doesn't say that %s is applied", line, answers.Schema[i].ID)
		}
	}
}
