// Package e2e generates services with the real newsvc, and holds them to
// what a stranger would try: they build, lint clean, pass their own tests,
// and keep the contract as running processes.
package e2e

import (
	"context"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/contract"
)

const golangci = "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0"

// shop is six resources that refer to each other, of every type there is.
var shop = []string{
	"customer name:string email:email:unique bio:text:optional vip:bool:default=false",
	"product title:string:max=80 sku:string:unique price:int:min=0 launched_at:time:optional",
	"order number:string:unique status:enum=new,paid,shipped:default=new placed_at:time:index buyer:ref=customer gift_for:ref=customer:optional",
	"order_item order:ref=order product:ref=product quantity:int:min=1:max=99:default=1",
	"review product:ref=product author:ref=customer stars:int:min=1:max=5 text:text",
	"category title:string:unique parent:ref=category:optional",
}

// awkward are names that a language, a system or the service itself uses.
var awkward = []string{
	"type name:string:unique", "order type:string error:text:optional", "user email:email:unique name:string", "person range:int func:ref=type",
	"news title:string", "http url:string config:ref=config", "error code:int:default=0 errors:text", "test testing:bool", "config key:string:unique value:text",
	"store server:string", "windows open:bool:default=true linux:ref=store:optional", "series select:string:index table:string group:int:optional", "service service:ref=http uuid:string time:time context:enum=a,b",
}

// pair are the resources that the contract speaks of.
var pair = []string{contract.User, contract.Order}

var (
	frameworks = []string{"chi", "echo", "gin", "fiber"}
	stores     = []string{contract.Memory, contract.SQLite, contract.Postgres}
)

// service is what is generated, and what is done with it.
type service struct {
	framework, store string
	plain            bool     // without features
	resources        []string // nil: the pack's own
	thorough         bool     // it is also vetted, linted and tested by its own tests
	race             bool     // its own tests run with the race detector, which is slow
}

// services take every choice, and every pair of framework and store. With
// -matrix all are thorough.
func services() map[string]service {
	all := map[string]service{
		"default":             {framework: "chi", store: contract.SQLite, thorough: true},
		"plain":               {framework: "gin", store: contract.Memory, plain: true, thorough: true},
		"shop-fiber-sqlite":   {framework: "fiber", store: contract.SQLite, resources: shop, thorough: true, race: true},
		"shop-echo-postgres":  {framework: "echo", store: contract.Postgres, resources: shop, thorough: true, race: true},
		"awkward-chi-memory":  {framework: "chi", store: contract.Memory, resources: awkward, thorough: true},
		"awkward-gin-sqlite":  {framework: "gin", store: contract.SQLite, plain: true, resources: awkward, thorough: true},
		"awkward-fiber-pgsql": {framework: "fiber", store: contract.Postgres, resources: awkward, thorough: true},
	}
	for _, framework := range frameworks {
		for _, store := range stores {
			all["pair-"+framework+"-"+store] = service{framework: framework, store: store, resources: pair, thorough: *matrix, race: *matrix}
		}
	}
	return all
}

var matrix = flag.Bool("matrix", false, "do everything with every pair of framework and store")

// world is what all services share.
type world struct {
	newsvc string
	server *contract.PostgreSQL
}

func TestServices(t *testing.T) {
	if testing.Short() {
		t.Skip("generates, builds and runs services: minutes")
	}
	w := world{newsvc: filepath.Join(t.TempDir(), "newsvc")}
	run(t, ".", nil, "go", "build", "-o", w.newsvc, "../../cmd/newsvc")
	server, ok := contract.StartPostgreSQL(t)
	if !ok {
		missing(t)
	}
	w.server = server
	all := services()
	running := map[string]contract.Service{}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s := all[name]
		if s.store == contract.Postgres && server == nil {
			continue
		}
		dir := filepath.Join(t.TempDir(), "hello")
		t.Run(name, func(t *testing.T) {
			built := w.build(t, s, dir)
			if strings.HasPrefix(name, "pair-") {
				running[name] = built
			}
			if s.resources == nil || strings.HasPrefix(name, "pair-") {
				t.Run("keeps the contract", func(t *testing.T) { contract.Run(t, built) })
			}
		})
	}
	t.Run("all answer the same", func(t *testing.T) { contract.Compare(t, running) })
}

// missing says that there is no PostgreSQL.
func missing(t *testing.T) {
	t.Helper()
	const how = "PostgreSQL isn't installed: apt-get install postgresql"
	if os.Getenv("CI") != "" {
		t.Fatal(how)
	}
	t.Log("services on PostgreSQL are left out: " + how)
}

// build generates a service, has it checked, and builds it as its Makefile does.
func (w world) build(t *testing.T, s service, dir string) contract.Service {
	t.Helper()
	args := []string{"init", dir, "--yes", "--no-git", "--module", "example.com/hello", "-f", s.framework, "-d", s.store}
	if s.plain {
		args = append(args, "--features", "")
	}
	for _, r := range s.resources {
		args = append(args, "-r", r)
	}
	run(t, ".", nil, w.newsvc, args...)
	t.Run("is tidy", func(t *testing.T) { run(t, dir, nil, "go", "mod", "tidy", "-diff") })
	t.Run("builds", func(t *testing.T) { run(t, dir, nil, "make", "build") })
	if s.thorough {
		w.check(t, s, dir)
	}
	return contract.Service{Binary: filepath.Join(dir, "bin", "hello"), Store: s.store, Server: w.server, Docs: !s.plain, Orders: len(s.resources) == len(pair)}
}

func (w world) check(t *testing.T, s service, dir string) {
	t.Helper()
	t.Run("vets", func(t *testing.T) { run(t, dir, nil, "go", "vet", "./...") })
	t.Run("lints", func(t *testing.T) {
		run(t, dir, nil, "go", "run", golangci, "run", "--allow-serial-runners", "./...")
	})
	t.Run("passes its own tests", func(t *testing.T) {
		test := []string{"test", "-timeout=5m", "-shuffle=on"}
		if s.race {
			test = append(test, "-race")
		}
		var env []string
		if s.store == contract.Postgres {
			env = []string{"TEST_DATABASE_URL=" + w.server.Database(t)}
		}
		run(t, dir, env, "go", append(test, "./...")...)
	})
}

// TestDependencies generates every combination of choices, and has go.mod
// and go.sum looked through for anything to change.
func TestDependencies(t *testing.T) {
	if testing.Short() {
		t.Skip("the maintainer's program does it as well")
	}
	run(t, "../..", nil, "go", "run", "./internal/deps/pins", "-prove")
}

// run runs a command to its end and fails the test with what it printed.
func run(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "CI=", "GOWORK=off"), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
