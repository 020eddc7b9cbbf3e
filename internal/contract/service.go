// Package contract holds a generated service to what every one of them
// promises to a client and an operator, from outside: it starts the service's
// process and talks HTTP to it, over net/http and over bare sockets.
//
// It speaks of a service with the resource [User], and [Order] where there
// are two. Options that change what is promised are fields of [Service].
package contract

import (
	"path/filepath"
	"testing"
)

// The resources of a service under test, in the field grammar.
const (
	User  = "user email:email:unique name:string"
	Order = "order number:string:unique status:enum=new,paid note:text:optional count:int:min=1:max=99:default=1" +
		" express:bool:default=false placed_at:time buyer:ref=user gift_for:ref=user:optional"
)

// Service is a built service.
type Service struct {
	Binary string
	SQLite bool // it keeps its data in an SQLite file, DATABASE_URL; otherwise in memory
	Docs   bool // it has a page at /docs
	Orders bool // it has the resource Order
}

// environment is what a process of the service gets besides where to listen:
// a database of its own in dir.
func (s Service) environment(dir string) map[string]string {
	env := map[string]string{"LOG_FORMAT": "json"}
	if s.SQLite {
		env["DATABASE_URL"] = filepath.Join(dir, "service.db")
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
		"migrations":    migrations,
		"database away": databaseAway,
		"database busy": databaseBusy,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, s)
		})
	}
}
