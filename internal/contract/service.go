// Package contract tests a generated service from the outside, as a client and an
// operator see it: it starts the service and sends requests with an HTTP client
// and over plain TCP connections.
//
// The service has the resource [User], or [User], [Order] and [Product]. Options
// that change its behavior are fields of [Service].
package contract

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// The resources of a tested service, in the field grammar.
const (
	User  = "user email:email:unique name:string"
	Order = "order number:string:unique status:enum=new,paid note:text:optional count:int:min=1:max=99:default=1:index" +
		" express:bool:default=false placed_at:time:index buyer:ref=user gift_for:ref=user:optional"
)

// The stores of a service.
const (
	Memory   = "memory"
	SQLite   = "sqlite"   // DATABASE_URL is a file
	Postgres = "postgres" // DATABASE_URL is that of a server
)

// Service is a built service and its options.
type Service struct {
	Binary string
	Store  string      // Memory, SQLite or Postgres
	Server *PostgreSQL // with Postgres

	Orders   bool // it has the resource Order
	Products bool // it has the resource Product

	Docs        bool
	Compression bool
	Metrics     bool
	Tracing     bool
	Auth        bool
	RateLimit   bool
	CORS        bool
	Healthcheck bool // it has the command healthcheck

	openFiles int // the limit of open files; 0 for the system's
}

// database creates an empty database and returns its DATABASE_URL.
func (s Service) database(t *testing.T) string {
	t.Helper()
	if s.Store == Postgres {
		return s.Server.Database(t)
	}
	return filepath.Join(t.TempDir(), "service.db")
}

// options returns environment variables with which no option rejects a test's requests.
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

// Run checks the whole contract of s. It takes half a minute, most of which it waits
// for timeouts.
func Run(t *testing.T, s Service) {
	t.Helper()
	t.Run("requests", func(t *testing.T) { requests(t, s) })
	t.Run("operations", func(t *testing.T) { operations(t, s) })
}

// requests runs the checks that share one process.
func requests(t *testing.T, s Service) {
	running := newAPI(t, s)
	for name, check := range map[string]func(*testing.T, *api){
		"create":        create,
		"read":          read,
		"patch":         patch,
		"delete":        remove,
		"list":          list,
		"pages":         pages,
		"filters":       filters,
		"routes":        routes,
		"methods":       methods,
		"parameters":    parameters,
		"media types":   mediaTypes,
		"JSON":          jsonBodies,
		"rules":         rules,
		"types":         types,
		"conflicts":     conflicts,
		"preconditions": preconditions,
		"concurrency":   concurrency,
		"headers":       headers,
		"request ids":   requestIDs,
		"body limit":    bodyLimit,
		"framing":       framing,
		"pipelining":    pipelining,
		"malformed":     malformed,
		"documentation": documentation,
		"log":           requestLog,
		"compression":   compression,
	} {
		t.Run(name, func(t *testing.T) { check(t, running) })
	}
	t.Run("OpenAPI", func(t *testing.T) { running.document(t) })
}

// operations runs the checks that start their own processes.
func operations(t *testing.T, s Service) {
	for name, check := range map[string]func(*testing.T, Service){
		"configuration":     configuration,
		"commands":          commands,
		"slow clients":      slowClients,
		"large inputs":      largeInputs,
		"open files":        openFileLimit,
		"shutdown":          shutdown,
		"startup":           startup,
		"metrics":           metrics,
		"profiles":          profiles,
		"tracing":           tracing,
		"no collector":      collectorDown,
		"migrations":        migrations,
		"database outage":   databaseOutage,
		"database busy":     databaseBusy,
		"database URLs":     databaseURLs,
		"connection pooler": connectionPooler,
		"tokens":            tokens,
		"rate limit":        rateLimit,
		"CORS":              crossOrigin,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, s)
		})
	}
}
