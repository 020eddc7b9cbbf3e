package postgres

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"example.com/hello/internal/apperr"
	"example.com/hello/internal/config"
	"example.com/hello/internal/store"
)

// openScratch returns a store with a table of two rows.
func openScratch(t *testing.T, location string, parameters ...string) *Store {
	t.Helper()
	schema := "scratch_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	admin(t, `CREATE SCHEMA `+schema+`; CREATE TABLE `+schema+`.scratch ("id" integer PRIMARY KEY, "n" integer); INSERT INTO `+schema+`.scratch VALUES (1, 0), (2, 0)`)
	location = strings.Join(append([]string{location, "search_path=" + schema}, parameters...), "&")
	s, err := Open(t.Context(), config.Database{DatabaseURL: location})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func server() string { return os.Getenv("TEST_DATABASE_URL") }

func admin(t *testing.T, statements string, args ...any) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, server())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statements, args...); err != nil {
		t.Fatal(err)
	}
}

func raiseIn(ctx context.Context, tx querier, id int) error {
	_, err := tx.Exec(ctx, `UPDATE scratch SET "n" = "n" + 1 WHERE "id" = $1`, id)
	return err
}

// raise increments a row in its own transaction.
func (s *Store) raise(ctx context.Context, id int) error {
	return s.write(ctx, func(ctx context.Context, tx querier) error { return raiseIn(ctx, tx, id) })
}

// wantSum fails unless the store works and its rows were incremented this many times in total.
func (s *Store) wantSum(t *testing.T, want int) {
	t.Helper()
	var sum int
	err := s.read(t.Context(), func(ctx context.Context, db querier) error {
		return db.QueryRow(ctx, `SELECT sum("n") FROM scratch`).Scan(&sum)
	})
	if err != nil || sum != want {
		t.Errorf("the rows were incremented %d times (%v), want %d", sum, err, want)
	}
}

// wantUnavailable fails unless fn returns an apperr.UnavailableError within five seconds.
func wantUnavailable(t *testing.T, fn func() error) {
	t.Helper()
	start := time.Now()
	err := fn()
	if _, ok := errors.AsType[apperr.UnavailableError](err); !ok || time.Since(start) > 5*time.Second {
		t.Errorf("got %v after %s, want an apperr.UnavailableError", err, time.Since(start))
	}
}

func TestLocked(t *testing.T) {
	t.Parallel()
	for name, parameter := range map[string]string{"the server's timeout": "lock_timeout=50", "the service's timeout": "lock_timeout=0"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openScratch(t, server(), parameter)
			tx, err := s.pool.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := raiseIn(t.Context(), tx, 1); err != nil {
				t.Fatal(err)
			}
			wantUnavailable(t, func() error { return s.raise(t.Context(), 1) })
			if err := tx.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.wantSum(t, 1)
		})
	}
}

func TestPoolExhausted(t *testing.T) {
	t.Parallel()
	s := openScratch(t, server(), "pool_max_conns=1")
	conn, err := s.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantUnavailable(t, func() error { return s.Ping(t.Context()) })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.Ping(ctx); !errors.Is(err, context.DeadlineExceeded) || errors.As(err, new(apperr.UnavailableError)) {
		t.Errorf("got %v, want the error of the context", err)
	}
	conn.Release()
	s.wantSum(t, 0)
}

func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	role := "role_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	admin(t, `CREATE ROLE `+role+` LOGIN CONNECTION LIMIT 1`)
	location, err := url.Parse(server())
	if err != nil {
		t.Fatal(err)
	}
	location.User = url.User(role)
	s := openScratch(t, location.String())
	conn, err := s.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantUnavailable(t, func() error { return s.Ping(t.Context()) })
	conn.Release()
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestNotSerializable(t *testing.T) {
	t.Parallel()
	s := openScratch(t, server(), "default_transaction_isolation=serializable")
	wantUnavailable(t, func() error {
		return s.write(t.Context(), func(ctx context.Context, tx querier) error {
			var n int
			err := tx.QueryRow(ctx, `SELECT "n" FROM scratch WHERE "id" = 1`).Scan(&n)
			return errors.Join(err, s.raise(ctx, 1), raiseIn(ctx, tx, 1))
		})
	})
	s.wantSum(t, 1)
}

func TestDeadlock(t *testing.T) {
	t.Parallel()
	s := openScratch(t, server())
	var locked sync.WaitGroup
	locked.Add(2)
	raiseBoth := func(first, second int) error {
		return s.write(t.Context(), func(ctx context.Context, tx querier) error {
			err := raiseIn(ctx, tx, first)
			locked.Done()
			locked.Wait()
			return errors.Join(err, raiseIn(ctx, tx, second))
		})
	}
	other := make(chan error, 1)
	go func() { other <- raiseBoth(2, 1) }()
	errs := []error{raiseBoth(1, 2), <-other}
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("got %v, want one error", errs)
	}
	wantUnavailable(t, func() error { return errors.Join(errs...) })
	s.wantSum(t, 2)
}

// A connection to a read-only server must be replaced, because a failover may have happened.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := openScratch(t, server(), "default_transaction_read_only=on")
	wantUnavailable(t, func() error { return s.raise(t.Context(), 1) })
	s.wantSum(t, 0)
	if connections := s.pool.Stat().NewConnsCount(); connections != 2 {
		t.Errorf("%d connections were opened, want 2", connections)
	}
}

func TestStatementTimeout(t *testing.T) {
	t.Parallel()
	s := openScratch(t, server(), "statement_timeout=50")
	wantUnavailable(t, func() error { return s.sleep(t.Context()) })
	s.wantSum(t, 0)
}

func (s *Store) sleep(ctx context.Context) error {
	return s.read(ctx, func(ctx context.Context, db querier) error {
		_, err := db.Exec(ctx, `SELECT pg_sleep(20)`)
		return err
	})
}

// If a request is canceled, its statement must end on the server too.
func TestCanceled(t *testing.T) {
	t.Parallel()
	s := openScratch(t, server(), "application_name="+t.Name())
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := s.sleep(ctx); !errors.Is(err, context.Canceled) || errors.As(err, new(apperr.UnavailableError)) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		var asleep int
		err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND wait_event = 'PgSleep'`, t.Name()).Scan(&asleep)
		if err == nil && asleep == 0 {
			return
		}
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("%d statements are asleep: %v", asleep, err)
		}
	}
}

func TestTerminated(t *testing.T) {
	t.Parallel()
	s := openScratch(t, server(), "application_name="+t.Name())
	wantUnavailable(t, func() error {
		return s.InTx(t.Context(), func(store.Repositories) error {
			admin(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1`, t.Name())
			return nil
		})
	})
	s.wantSum(t, 0)
}

// A transaction must be usable after a conflict.
func TestConflictInTransaction(t *testing.T) {
	t.Parallel()
	s := openScratch(t, server())
	err := s.InTx(t.Context(), func(store.Repositories) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	tx, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	db := inTx{tx}
	if err := db.write(t.Context(), func(ctx context.Context, tx querier) error {
		_, err := tx.Exec(ctx, `INSERT INTO scratch VALUES (1, 5)`)
		return err
	}); err == nil {
		t.Error("a duplicate key isn't an error")
	}
	if err := db.write(t.Context(), func(ctx context.Context, tx querier) error { return raiseIn(ctx, tx, 1) }); err != nil {
		t.Error(err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Error(err)
	}
	s.wantSum(t, 1)
}
