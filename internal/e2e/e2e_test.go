// Package e2e generates services with the real newsvc, and checks that they
// build, lint clean, pass their own tests, and meet the contract.
package e2e

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/testkit/choices"
	"github.com/newsvc/newsvc/templates"
)

const golangci = "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0"

// shop is six resources that refer to each other, of every type there is.
var shop = []string{
	"customer name:string email:email:unique bio:text:optional vip:bool:default=false",
	"product title:string:max=80 sku:string:unique price:decimal=10,2 stock:bigint:min=0:default=0 page:url:optional:unique weight:float:min=0:optional launched_at:time:optional",
	"order number:string:unique status:enum=new,paid,shipped:default=new placed_at:time:index buyer:ref=customer gift_for:ref=customer:optional",
	"order_item order:ref=order product:ref=product quantity:int:min=1:max=99:default=1",
	"review product:ref=product author:ref=customer stars:int:min=1:max=5 text:text batch:uuid:index written:date:default=2024-02-29 labels:json marks:json:optional",
	"category title:string:unique parent:ref=category:optional",
}

// awkward are names that a language, a system or the service itself uses.
var awkward = []string{
	"type name:string:unique", "order type:string error:text:optional", "user email:email:unique name:string", "person range:int func:ref=type",
	"decimal decimal:decimal=3,1:unique date:date civil:bigint:optional", "date date:date json:json:optional url:url:optional float:float:default=0",
	"news title:string", "http url:string config:ref=config", "error code:int:default=0 errors:text", "test testing:bool", "config key:string:unique value:text",
	"store server:string", "windows open:bool:default=true linux:ref=store:optional", "series select:string:index table:string group:int:optional", "service service:ref=http uuid:string time:time context:enum=a,b",
}

// plain has nothing unique, refers to nothing, and is referred to by nothing.
var plain = []string{"note title:string url2:url:optional"}

// checkedResources are the resources that the contract checks.
var checkedResources = []string{contract.User, contract.Order, contract.Product}

var (
	frameworks = []string{"chi", "echo", "gin", "fiber"}
	stores     = []string{contract.Memory, contract.SQLite, contract.Postgres}
)

// service is what is generated, and what is done with it.
type service struct {
	pack      string         // a folder; the built-in one if empty
	answers   string         // a file; what follows wins
	values    map[string]any // by option; the pack's default where there is none
	resources []string       // nil: those of the file, or the pack's own
	thorough  bool           // it is also vetted, linted and tested by its own tests
	race      bool           // its own tests run with the race detector, which is slow
}

// services are the golden projects, which take every choice, every pair of framework
// and store, and names that are hard to live with. With -matrix they are more: every
// two choices meet, and all are thorough.
func services(t *testing.T, m pack.Manifest) map[string]service {
	t.Helper()
	all := map[string]service{
		"awkward-gin-sqlite":  {values: answers("gin", contract.SQLite), resources: awkward, thorough: true},
		"awkward-fiber-pgsql": {values: answers("fiber", contract.Postgres), resources: awkward, thorough: true},
		"plain-chi-sqlite":    {values: answers("chi", contract.SQLite), resources: plain, thorough: true},
	}
	for _, framework := range frameworks {
		for _, store := range stores {
			all["pair-"+framework+"-"+store] = service{values: guarded(framework, store), resources: checkedResources, thorough: *matrix, race: *matrix}
		}
	}
	golden, err := filepath.Glob("../../testdata/golden/*/.newsvc.yaml")
	if err != nil || len(golden) == 0 {
		t.Fatal("there are no golden projects: ", err)
	}
	for n, file := range golden {
		all["golden-"+filepath.Base(filepath.Dir(file))] = service{answers: file, thorough: true, race: n == 0 || *matrix}
	}
	if *matrix {
		all["awkward-chi-memory"] = service{values: answers("chi", contract.Memory), resources: awkward, thorough: true}
		all["shop-echo-postgres"] = service{values: answers("echo", contract.Postgres), resources: shop, thorough: true, race: true}
		for n, values := range choices.Pairs(m) {
			all[fmt.Sprintf("choices-%02d", n)] = service{values: values, thorough: true, race: true}
		}
	}
	return all
}

// guarded are answers with every feature and auth.
func guarded(framework, store string) map[string]any {
	values := answers(framework, store)
	values["auth"], values["features"] = "jwt", []string{"compression", "cors", "docs", "metrics", "ratelimit", "tracing"}
	return values
}

func answers(framework, store string) map[string]any {
	return map[string]any{"framework": framework, "database": store}
}

var matrix = flag.Bool("matrix", false, "do everything with every pair of framework and store")

// world is what all services share.
type world struct {
	newsvc string
	server *contract.PostgreSQL // nil: it isn't installed
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{newsvc: filepath.Join(t.TempDir(), "newsvc")}
	run(t, ".", nil, "go", "build", "-o", w.newsvc, "../../cmd/newsvc")
	server, ok := contract.StartPostgreSQL(t)
	if !ok {
		missing(t)
	}
	w.server = server
	return w
}

func TestServices(t *testing.T) {
	if testing.Short() {
		t.Skip("generates, builds and runs services: minutes")
	}
	w, root := newWorld(t), t.TempDir() // The services that are compared outlive their own test.
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	all := services(t, p.Manifest)
	var mu sync.Mutex // guards running
	running := map[string]contract.Service{}
	// A few at a time: much of the contract is about how long things wait.
	t.Run("each", func(t *testing.T) {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				g := w.generateIn(t, filepath.Join(root, name), all[name])
				if g.contract.Store == contract.Postgres && w.server == nil {
					t.Skip("PostgreSQL isn't installed")
				}
				w.build(t, g)
				if all[name].thorough {
					w.check(t, g, all[name].race)
				}
				if strings.HasPrefix(name, "pair-") {
					mu.Lock()
					running[name] = g.contract
					mu.Unlock()
				}
				if g.checked {
					t.Run("meets the contract", func(t *testing.T) { contract.Run(t, g.contract) })
				}
			})
		}
	})
	t.Run("same responses", func(t *testing.T) { contract.Compare(t, running) })
	t.Run("restarts under load", func(t *testing.T) { contract.RestartUnderLoad(t, oneEach(running), contract.Restarts) })
}

// oneEach returns one service of each framework.
func oneEach(running map[string]contract.Service) map[string]contract.Service {
	chosen := map[string]contract.Service{}
	for _, framework := range frameworks {
		if s, ok := running["pair-"+framework+"-"+contract.SQLite]; ok {
			chosen[framework] = s
		}
	}
	return chosen
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

// generated is a service in a folder of its own.
type generated struct {
	dir      string
	contract contract.Service
	checked  bool // it has the resources that the contract checks
}

// generate runs newsvc.
func (w world) generate(t *testing.T, s service) generated {
	t.Helper()
	return w.generateIn(t, t.TempDir(), s)
}

func (w world) generateIn(t *testing.T, parent string, s service) generated {
	t.Helper()
	dir := filepath.Join(parent, "service")
	args := []string{"init", dir, "--yes", "--no-git"}
	if s.answers != "" {
		args = append(args, "--answers", s.answers)
	} else {
		args = append(args, "--name", "hello", "--module", "example.com/hello")
	}
	if s.pack != "" {
		args = append(args, "--pack", s.pack)
	}
	for option, value := range s.values {
		if many, ok := value.([]string); ok {
			value = strings.Join(many, ",")
		}
		args = append(args, "--set", fmt.Sprint(option, "=", value))
	}
	for _, r := range s.resources {
		args = append(args, "-r", r)
	}
	run(t, ".", nil, w.newsvc, args...)
	return w.read(t, dir)
}

// read takes what a service has from the file that it keeps.
func (w world) read(t *testing.T, dir string) generated {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, render.AnswersPath))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := spec.ParseAnswers(render.AnswersPath, data)
	if err != nil {
		t.Fatal(err)
	}
	features, _ := kept.Values["features"].([]string)
	var resources []string
	for _, r := range kept.Resources {
		resources = append(resources, r.Name)
	}
	alone, all := slices.Equal(resources, []string{"user"}), slices.Equal(resources, []string{"user", "order", "product"})
	return generated{
		dir: dir,
		contract: contract.Service{
			Binary: filepath.Join(dir, "bin", fmt.Sprint(kept.Values["name"])),
			Store:  fmt.Sprint(kept.Values["database"]),
			Server: w.server,
			Docs:   slices.Contains(features, "docs"),
			Orders: all, Products: all,
			Compression: slices.Contains(features, "compression"),
			Metrics:     slices.Contains(features, "metrics"),
			Tracing:     slices.Contains(features, "tracing"),
			Auth:        kept.Values["auth"] == "jwt",
			RateLimit:   slices.Contains(features, "ratelimit"),
			CORS:        slices.Contains(features, "cors"),
			Healthcheck: kept.Values["deploy"] == "docker",
		},
		checked: alone || all,
	}
}

// build builds a service as its Makefile does.
func (w world) build(t *testing.T, g generated) {
	t.Helper()
	t.Run("is tidy", func(t *testing.T) { run(t, g.dir, nil, "go", "mod", "tidy", "-diff") })
	t.Run("builds", func(t *testing.T) { run(t, g.dir, nil, "make", "build") })
}

// check has a service checked by its own means.
func (w world) check(t *testing.T, g generated, race bool) {
	t.Helper()
	t.Run("vets", func(t *testing.T) { run(t, g.dir, nil, "go", "vet", "./...") })
	t.Run("lints", func(t *testing.T) {
		run(t, g.dir, nil, "go", "run", golangci, "run", "--allow-serial-runners", "./...")
	})
	t.Run("passes its own tests", func(t *testing.T) {
		test := []string{"test", "-timeout=5m", "-shuffle=on"}
		if race {
			test = append(test, "-race")
		}
		var env []string
		if g.contract.Store == contract.Postgres {
			env = []string{"TEST_DATABASE_URL=" + w.server.Database(t)}
		}
		run(t, g.dir, env, "go", append(test, "./...")...)
	})
}

// TestDependencies proves what make pins writes.
func TestDependencies(t *testing.T) {
	if !*matrix {
		t.Skip("takes every set of components, impossible ones included; TestProduct takes services")
	}
	run(t, "../..", nil, "go", "run", "./internal/tools/pins", "-prove")
}
