// Package contract holds a generated service to what every one of them
// promises to a client and an operator, from outside: it starts the service's
// process and talks HTTP to it, over net/http and over bare sockets.
//
// It speaks of a service with the resource [User], and [Order] and [Product]
// where they are. Options that change what is promised are fields of [Service].
package contract

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// The resources of a service under test, in the field grammar.
const (
	User  = "user email:email:unique name:string"
	Order = "order number:string:unique status:enum=new,paid note:text:optional count:int:min=1:max=99:default=1" +
		" express:bool:default=false placed_at:time buyer:ref=user gift_for:ref=user:optional"
)

// Where a service keeps its data.
const (
	Memory   = "memory"
	SQLite   = "sqlite"   // DATABASE_URL is a file
	Postgres = "postgres" // DATABASE_URL is a server's
)

// Service is a built service.
type Service struct {
	Binary string
	Store  string      // Memory, SQLite or Postgres
	Server *PostgreSQL // with Postgres
	Docs   bool        // it has a page at /docs
	Orders bool        // it has the resource Order

	Compression bool // it sends long answers in gzip
	Metrics     bool // it has /metrics for operators
	Tracing     bool // it exports traces

	Products bool // it has the resource Product

	Auth      bool // it wants tokens
	RateLimit bool // it limits how many requests a client sends
	CORS      bool // it lets pages of allowed origins call
}

// database makes room for a fresh database and returns its DATABASE_URL.
func (s Service) database(t *testing.T) string {
	t.Helper()
	if s.Store == Postgres {
		return s.Server.Database(t)
	}
	return filepath.Join(t.TempDir(), "service.db")
}

// options is what the options of s need to know to be no obstacle.
func (s Service) options(t *testing.T) map[string]string {
	t.Helper()
	env := map[string]string{}
	if s.Auth {
		maps.Copy(env, trusted.environment())
		env["AUTH_JWKS_FILE"] = filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(env["AUTH_JWKS_FILE"], keySet(trusted), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if s.RateLimit {
		env["RATE_LIMIT_RPS"], env["RATE_LIMIT_BURST"] = "1000000", "1000000"
	}
	if s.CORS {
		env["CORS_ALLOWED_ORIGINS"] = "https://page.example"
	}
	return env
}

// Run checks everything that is promised of s. It takes some ten seconds,
// most of them spent waiting for timeouts.
func Run(t *testing.T, s Service) {
	t.Helper()
	t.Run("requests", func(t *testing.T) { requests(t, s) })
	t.Run("operations", func(t *testing.T) { operations(t, s) })
}

// requests runs what one process can be asked.
func requests(t *testing.T, s Service) {
	running := newAPI(t, s)
	for name, check := range map[string]func(*testing.T, *api){
		"create":          create,
		"read":            read,
		"patch":           patch,
		"delete":          remove,
		"list":            list,
		"pages":           pages,
		"order of checks": orderOfChecks,
		"routes":          routes,
		"methods":         methods,
		"parameters":      parameters,
		"media types":     mediaTypes,
		"JSON":            jsonBodies,
		"rules":           rules,
		"types":           types,
		"conflicts":       conflicts,
		"preconditions":   preconditions,
		"concurrency":     concurrency,
		"headers":         headers,
		"request ids":     requestIDs,
		"body limit":      bodyLimit,
		"framing":         framing,
		"pipelines":       pipelines,
		"malformed":       malformed,
		"probes":          probes,
		"documentation":   documentation,
		"log":             logLines,
		"compression":     compression,
	} {
		t.Run(name, func(t *testing.T) { check(t, running) })
	}
	t.Run("OpenAPI", func(t *testing.T) { running.document(t) })
}

// operations runs what needs processes of its own.
func operations(t *testing.T, s Service) {
	for name, check := range map[string]func(*testing.T, Service){
		"configuration": configuration,
		"commands":      commands,
		"slow clients":  slowClients,
		"shutdown":      shutdown,
		"metrics":       metrics,
		"profiles":      profiles,
		"tracing":       tracing,
		"no collector":  untraced,
		"migrations":    migrations,
		"database away": databaseAway,
		"database busy": databaseBusy,
		"tokens":        tokens,
		"rate limit":    rateLimit,
		"CORS":          sharing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, s)
		})
	}
}
