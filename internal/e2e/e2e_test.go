// Package e2e generates services with the real newsvc and checks that they build,
// pass the linter and their own tests, and meet the contract.
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

// shop has six resources that refer to each other, with fields of every type.
var shop = []string{
	"customer name:string email:email:unique bio:text:optional vip:bool:default=false",
	"product title:string:max=80 sku:string:unique price:decimal=10,2 stock:bigint:min=0:default=0 page:url:optional:unique weight:float:min=0:optional launched_at:time:optional",
	"order number:string:unique status:enum=new,paid,shipped:default=new placed_at:time:index buyer:ref=customer gift_for:ref=customer:optional",
	"order_item order:ref=order product:ref=product quantity:int:min=1:max=99:default=1",
	"review product:ref=product author:ref=customer stars:int:min=1:max=5 text:text batch:uuid:index written:date:default=2024-02-29 labels:json marks:json:optional",
	"category title:string:unique parent:ref=category:optional",
}

// awkward has resources and fields whose names are used by a language, a system or the service itself.
var awkward = []string{
	"type name:string:unique", "order type:string error:text:optional", "user email:email:unique name:string", "person range:int func:ref=type",
	"decimal decimal:decimal=3,1:unique date:date civil:bigint:optional", "date date:date json:json:optional url:url:optional float:float:default=0",
	"news title:string", "http url:string config:ref=config", "error code:int:default=0 errors:text", "test testing:bool", "config key:string:unique value:text",
	"store server:string", "windows open:bool:default=true linux:ref=store:optional", "series select:string:index table:string group:int:optional", "service service:ref=http uuid:string time:time context:enum=a,b",
}

// plain has a resource without unique fields and references.
var plain = []string{"note title:string url2:url:optional"}

// checkedResources are the resources that the contract tests.
var checkedResources = []string{contract.User, contract.Order, contract.Product}

var (
	frameworks = []string{"chi", "echo", "gin", "fiber"}
	stores     = []string{contract.Memory, contract.SQLite, contract.Postgres}
)

// service describes a service to generate and how to test it.
type service struct {
	pack      string         // the folder of the pack; empty for the built-in one
	answers   string         // an answers file; the fields below override it
	values    map[string]any // the answers by option; missing ones have the pack's default
	resources []string       // nil for those of the file or the pack
	thorough  bool           // also run the linter, which vets, and the service's own tests
	race      bool           // run its own tests with the race detector, which is slow
}

// services returns the golden projects, which cover every choice, every pair of
// framework and store, and services with awkward names. With -matrix, it returns more
// services, which cover every pair of choices, and all are thorough.
func services(t *testing.T, m pack.Manifest) map[string]service {
	t.Helper()
	all := map[string]service{
		"awkward-gin-sqlite":  {values: answers("gin", contract.SQLite), resources: awkward, thorough: true},
		"awkward-fiber-pgsql": {values: answers("fiber", contract.Postgres), resources: awkward, thorough: true},
		"plain-chi-sqlite":    {values: answers("chi", contract.SQLite), resources: plain, thorough: true},
	}
	for _, framework := range frameworks {
		for _, store := range stores {
			all["pair-"+framework+"-"+store] = service{values: guarded(m, framework, store), resources: checkedResources, thorough: *matrix, race: *matrix}
		}
	}
	golden, err := filepath.Glob("../../testdata/golden/*/.newsvc.yaml")
	if err != nil || len(golden) == 0 {
		t.Fatal("no golden projects: ", err)
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

// guarded returns answers with every feature and with auth.
func guarded(m pack.Manifest, framework, store string) map[string]any {
	var features []string
	for _, choice := range m.Option("features").Choices {
		features = append(features, choice.Name)
	}
	values := answers(framework, store)
	values["auth"], values["features"] = "jwt", features
	return values
}

func answers(framework, store string) map[string]any {
	return map[string]any{"framework": framework, "database": store}
}

var matrix = flag.Bool("matrix", false, "run all tests with every pair of framework and store")

// world has what all services share.
type world struct {
	newsvc string
	server *contract.PostgreSQL // nil if PostgreSQL isn't installed
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
		t.Skip("generates, builds and runs services, which takes minutes")
	}
	w, root := newWorld(t), t.TempDir() // The compared services must outlive their subtests.
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	all := services(t, p.Manifest)
	var mu sync.Mutex // protects running
	running := map[string]contract.Service{}
	// Only a few run in parallel, because many contract tests measure time.
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

// oneEach returns one service for each framework.
func oneEach(running map[string]contract.Service) map[string]contract.Service {
	chosen := map[string]contract.Service{}
	for _, framework := range frameworks {
		if s, ok := running["pair-"+framework+"-"+contract.SQLite]; ok {
			chosen[framework] = s
		}
	}
	return chosen
}

// missing reports that PostgreSQL isn't installed.
func missing(t *testing.T) {
	t.Helper()
	const how = "PostgreSQL isn't installed: apt-get install postgresql"
	if os.Getenv("CI") != "" {
		t.Fatal(how)
	}
	t.Log("skipping services on PostgreSQL: " + how)
}

// generated is a generated service in its own folder.
type generated struct {
	dir      string
	contract contract.Service
	checked  bool // the service has the resources that the contract tests
}

// generate generates a service with newsvc.
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

// read reads the answers of a service.
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

// build builds a service with its Makefile.
func (w world) build(t *testing.T, g generated) {
	t.Helper()
	t.Run("is tidy", func(t *testing.T) { run(t, g.dir, nil, "go", "mod", "tidy", "-diff") })
	t.Run("builds", func(t *testing.T) { run(t, g.dir, nil, "make", "build") })
}

// check runs a service's own checks.
func (w world) check(t *testing.T, g generated, race bool) {
	t.Helper()
	t.Run("lints", func(t *testing.T) {
		run(t, g.dir, nil, "go", "run", golangci, "run", "--allow-serial-runners", "./...")
	})
	t.Run("passes its own tests", func(t *testing.T) {
		test := []string{"test", "-vet=off", "-timeout=5m", "-shuffle=on"} // the linter vets
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

// TestDependencies verifies the output of make pins.
func TestDependencies(t *testing.T) {
	if !*matrix {
		t.Skip("runs all sets of components, even impossible ones; TestProduct runs those of services")
	}
	run(t, "../..", nil, "go", "run", "./cmd/newsvc", "pack", "pins", "templates", "--verify")
}
