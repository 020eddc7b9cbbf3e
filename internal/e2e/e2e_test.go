// Package e2e generates services with the real newsvc, and holds them to
// what a stranger would try: they build, lint clean, pass their own tests,
// and keep the contract as running processes.
package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
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

// services are generated once each. Together they take every choice.
var services = map[string]struct {
	flags     []string
	resources []string
	race      bool              // its own tests run with the race detector: slow, and the same code as another's
	contract  *contract.Service // what to hold the process to
}{
	"chi-sqlite":           {flags: []string{"-f", "chi", "-d", "sqlite"}, race: true, contract: &contract.Service{Store: contract.SQLite, Docs: true}},
	"fiber-memory":         {flags: []string{"-f", "fiber", "-d", "memory", "--features", ""}, race: true, contract: &contract.Service{Store: contract.Memory}},
	"chi-sqlite-pair":      {flags: []string{"-f", "chi", "-d", "sqlite"}, resources: pair, contract: &contract.Service{Store: contract.SQLite, Docs: true, Orders: true}},
	"chi-memory-pair":      {flags: []string{"-f", "chi", "-d", "memory"}, resources: pair, contract: &contract.Service{Store: contract.Memory, Docs: true, Orders: true}},
	"fiber-sqlite-pair":    {flags: []string{"-f", "fiber", "-d", "sqlite"}, resources: pair, contract: &contract.Service{Store: contract.SQLite, Docs: true, Orders: true}},
	"fiber-memory-pair":    {flags: []string{"-f", "fiber", "-d", "memory"}, resources: pair, contract: &contract.Service{Store: contract.Memory, Docs: true, Orders: true}},
	"fiber-sqlite-shop":    {flags: []string{"-f", "fiber", "-d", "sqlite"}, resources: shop, race: true},
	"chi-memory-shop":      {flags: []string{"-f", "chi", "-d", "memory", "--features", ""}, resources: shop},
	"chi-sqlite-awkward":   {flags: []string{"-f", "chi", "-d", "sqlite"}, resources: awkward},
	"fiber-memory-awkward": {flags: []string{"-f", "fiber", "-d", "memory"}, resources: awkward},
}

func TestServices(t *testing.T) {
	if testing.Short() {
		t.Skip("generates, builds and runs services: minutes")
	}
	newsvc := filepath.Join(t.TempDir(), "newsvc")
	run(t, ".", "go", "build", "-o", newsvc, "../../cmd/newsvc")
	running := map[string]contract.Service{}
	for name, s := range services {
		dir := filepath.Join(t.TempDir(), "hello")
		t.Run(name, func(t *testing.T) {
			args := append([]string{"init", dir, "--yes", "--no-git", "--module", "example.com/hello"}, s.flags...)
			for _, r := range s.resources {
				args = append(args, "-r", r)
			}
			run(t, ".", newsvc, args...)
			t.Run("is tidy", func(t *testing.T) { run(t, dir, "go", "mod", "tidy", "-diff") })
			t.Run("vets", func(t *testing.T) { run(t, dir, "go", "vet", "./...") })
			t.Run("lints", func(t *testing.T) { run(t, dir, "go", "run", golangci, "run", "--allow-serial-runners", "./...") })
			t.Run("passes its own tests", func(t *testing.T) {
				test := []string{"test", "-shuffle=on", "./..."}
				if s.race {
					test = append(test, "-race")
				}
				run(t, dir, "go", test...)
			})
			binary := filepath.Join(dir, "hello.test.bin")
			t.Run("builds", func(t *testing.T) { run(t, dir, "go", "build", "-o", binary, "./cmd/hello") })
			if s.contract == nil || t.Failed() {
				return
			}
			service := *s.contract
			service.Binary = binary
			if len(s.resources) > 0 {
				running[name] = service
			}
			t.Run("keeps the contract", func(t *testing.T) { contract.Run(t, service) })
		})
	}
	t.Run("all answer the same", func(t *testing.T) { contract.Compare(t, running) })
}

// TestDependencies generates every combination of choices, and has go.mod
// and go.sum looked through for anything to change.
func TestDependencies(t *testing.T) {
	if testing.Short() {
		t.Skip("the maintainer's program does it as well")
	}
	run(t, "../..", "go", "run", "./internal/deps/pins", "-prove")
}

// run runs a command to its end and fails the test with what it printed.
func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CI=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
