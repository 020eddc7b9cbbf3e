package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/templates"
)

// TestMigrations_Squawk lints every step of random histories for PostgreSQL, with all
// default rules of squawk.
func TestMigrations_Squawk(t *testing.T) {
	if testing.Short() {
		t.Skip("installs squawk")
	}
	squawk := npmInstall(t, "squawk-cli@2.66.0").program("squawk")
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var inTransaction, alone []string
	for n := range uint64(10) {
		points := random{t, p, rand.New(rand.NewPCG(n, 5))}.history(12)
		for i, m := range render(t, p, points[len(points)-1], contract.Postgres) {
			file := filepath.Join(dir, fmt.Sprintf("history-%d-step-%02d.sql", n, i+1))
			write(t, file, m.up)
			if strings.Contains(m.up, noTransaction) {
				alone = append(alone, file)
			} else {
				inTransaction = append(inTransaction, file)
			}
		}
	}
	lint := func(files []string, args ...string) {
		t.Helper()
		if len(files) == 0 {
			return
		}
		if out, err := output(t, dir, []string{"NO_COLOR=1"}, squawk, append(append(args, "--pg-version=15.0", "--reporter=gcc"), files...)...); err != nil {
			t.Errorf("squawk: %v\n%s", err, out)
		}
	}
	lint(inTransaction, "--assume-in-transaction")
	lint(alone)
}

// TestMigrations_Locks migrates tables that a long transaction is reading. Replicas of
// the previous version must stay responsive.
func TestMigrations_Locks(t *testing.T) {
	if testing.Short() {
		t.Skip("generates and builds two services")
	}
	w := newWorld(t)
	if w.server == nil {
		t.Skip("PostgreSQL isn't installed")
	}
	points := w.history(t, []chapter{
		{"a service", [][]string{{"init", "shop", "--module", "example.com/shop", "-d", contract.SQLite, "-r", "customer name:string email:email:unique", "-r", "ticket title:string"}}},
		{"fields", [][]string{add("customer", "code:string:optional:index", "state:enum=new,old:default=new", "rank:int:optional:unique"), add("ticket", "owner:ref=customer:optional")}},
	})
	old, now := points[0].services[contract.Postgres], points[1].services[contract.Postgres]
	url := old.Database(t)
	replica := contract.Start(t, old, url)
	created := replica.Send(t, http.MethodPost, "/v1/customers", `{"name":"Ann","email":"ann@example.com"}`, nil)
	path := created.Header.Get("Location")
	if created.Status != http.StatusCreated {
		t.Fatalf("status %d: %s", created.Status, created.Body)
	}
	const busy = 6 * time.Second
	reader := make(chan error, 1)
	go func() {
		_, err := w.server.Psql(t, url, fmt.Sprintf(`BEGIN; SELECT count(*) FROM customers; SELECT count(*) FROM tickets; SELECT pg_sleep(%v); COMMIT;`, busy.Seconds()))
		reader <- err
	}()
	time.Sleep(500 * time.Millisecond)
	migrated := make(chan int, 1)
	go func() {
		replicas := contract.StartTogether(t, now, url, 2)
		migrated <- len(replicas)
	}()
	var slowest time.Duration
	deadline := time.Now().Add(40 * time.Second)
	for done := false; !done && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		began := time.Now()
		if got := replica.Send(t, http.MethodGet, path, "", nil); got.Status != http.StatusOK {
			t.Errorf("status %d: %s", got.Status, got.Body)
		}
		slowest = max(slowest, time.Since(began))
		select {
		case <-migrated:
			done = true
		default:
		}
	}
	if slowest > time.Second {
		t.Errorf("a request took %s during the migration", slowest)
	}
	if err := <-reader; err != nil {
		t.Error(err)
	}
	if got := replica.Send(t, http.MethodPost, "/v1/customers", `{"name":"Bob","email":"bob@example.com"}`, nil); got.Status != http.StatusCreated {
		t.Errorf("the previous version can no longer write: status %d: %s", got.Status, got.Body)
	}
	wantApplied(t, now, url, points[1].answers)
}
