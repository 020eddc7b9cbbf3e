package postgres

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"example.com/hello/internal/config"
	"example.com/hello/internal/failure"
	"example.com/hello/internal/store/postgres/pgtest"
)

// openScratch returns a store with a table "scratch" of the rows 1 and 2. The settings,
// such as "&lock_timeout=50", are those of its connections.
func openScratch(t *testing.T, settings string) *Store {
	t.Helper()
	s, err := Open(t.Context(), config.Database{URL: pgtest.NewSchema(t) + "&application_name=" + t.Name() + settings})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, statement := range []string{`SET default_transaction_read_only = off`, `CREATE TABLE "scratch" ("id" int PRIMARY KEY, "n" int)`, `INSERT INTO "scratch" VALUES (1, 0), (2, 0)`, `RESET default_transaction_read_only`} {
		if _, err := s.pool.Exec(t.Context(), statement, pgx.QueryExecModeSimpleProtocol); err != nil {
			t.Fatal(err)
		}
	}
	s.prepared.Store(true)
	return s
}

// raiseRow changes a row within a transaction.
func raiseRow(ctx context.Context, tx pgx.Tx, id int) error {
	_, err := tx.Exec(ctx, `UPDATE "scratch" SET "n" = "n" + 1 WHERE "id" = $1`, id)
	return err
}

// raise changes a row in a transaction of its own.
func (s *Store) raise(ctx context.Context, id int) error {
	return s.write(ctx, func(ctx context.Context, tx pgx.Tx) error { return raiseRow(ctx, tx, id) })
}

// wantSum fails unless the store serves, and its rows were raised so many times.
func wantSum(t *testing.T, s *Store, want int) {
	t.Helper()
	var sum int
	if err := s.read(t.Context(), func(ctx context.Context, q querier) error {
		return q.QueryRow(ctx, `SELECT sum("n") FROM "scratch"`).Scan(&sum)
	}); err != nil || sum != want {
		t.Errorf("the rows were raised %d times (%v), want %d", sum, err, want)
	}
}

func wantKind(t *testing.T, err error, want failure.Kind) {
	t.Helper()
	if got := failure.KindOf(err); got != want {
		t.Errorf("%v is of the kind %d, want %d", err, got, want)
	}
}

func TestALockThatIsNotToBeHadInTime(t *testing.T) {
	t.Parallel()
	s := openScratch(t, "&lock_timeout=50")
	if err := s.write(t.Context(), func(ctx context.Context, tx pgx.Tx) error {
		err := raiseRow(ctx, tx, 1)
		wantKind(t, s.raise(ctx, 1), failure.Unavailable)
		return err
	}); err != nil {
		t.Error(err)
	}
	wantSum(t, s, 1)
}

// The wait for a connection and the wait for the answer are one.
func TestALockThatIsNotToBeHadAfterAWaitForAConnection(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as the store waits")
	}
	t.Parallel()
	s := openScratch(t, "&pool_max_conns=2")
	if err := s.write(t.Context(), func(ctx context.Context, tx pgx.Tx) error {
		err := raiseRow(ctx, tx, 1)
		ctx = context.WithoutCancel(ctx)
		first := make(chan error, 1)
		go func() { first <- s.raise(ctx, 1) }()
		time.Sleep(patience / 2)
		begun := time.Now()
		wantKind(t, s.raise(ctx, 1), failure.Unavailable)
		if took := time.Since(begun); took > patience+time.Second/2 {
			t.Errorf("it took %s", took)
		}
		wantKind(t, <-first, failure.Unavailable)
		return err
	}); failure.KindOf(err) != failure.Unavailable {
		t.Errorf("got %v, want that it took too long", err)
	}
	wantSum(t, s, 0)
}

func TestATransactionThatCannotBeSerialized(t *testing.T) {
	t.Parallel()
	s := openScratch(t, "&default_transaction_isolation=serializable")
	wantKind(t, s.write(t.Context(), func(ctx context.Context, tx pgx.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT "n" FROM "scratch" WHERE "id" = 1`).Scan(&n)
		return errors.Join(err, s.raise(ctx, 1), raiseRow(ctx, tx, 1))
	}), failure.Unavailable)
	wantSum(t, s, 1)
}

func TestTransactionsThatLockEachOtherOut(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as the server waits")
	}
	t.Parallel()
	s := openScratch(t, "")
	var holding sync.WaitGroup
	holding.Add(2)
	raiseBoth := func(first, second int) error {
		return s.write(t.Context(), func(ctx context.Context, tx pgx.Tx) error {
			err := raiseRow(ctx, tx, first)
			holding.Done()
			holding.Wait()
			return errors.Join(err, raiseRow(ctx, tx, second))
		})
	}
	other := make(chan error, 1)
	go func() { other <- raiseBoth(2, 1) }()
	errs := []error{raiseBoth(1, 2), <-other}
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("got %v, want one error", errs)
	}
	wantKind(t, errors.Join(errs...), failure.Unavailable)
	wantSum(t, s, 2)
}

func TestAServerThatOnlyReads(t *testing.T) {
	t.Parallel()
	s := openScratch(t, "&default_transaction_read_only=on")
	wantKind(t, s.raise(t.Context(), 1), failure.Unavailable)
	wantSum(t, s, 0)
}

func TestAServerThatEndsStatements(t *testing.T) {
	t.Parallel()
	s := openScratch(t, "&statement_timeout=50")
	wantKind(t, s.sleep(t.Context()), failure.Unavailable)
	wantSum(t, s, 0)
}

func (s *Store) sleep(ctx context.Context) error {
	return s.read(ctx, func(ctx context.Context, q querier) error {
		_, err := q.Exec(ctx, `SELECT pg_sleep(20)`)
		return err
	})
}

// What its caller no longer waits for, the server no longer does.
func TestStatementsThatNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"the client is gone": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(50*time.Millisecond, cancel)
			return ctx, cancel
		},
		"the request has lasted too long": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 50*time.Millisecond)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openScratch(t, "&pool_max_conns=2")
			ctx, cancel := end(t.Context())
			defer cancel()
			if err := s.sleep(ctx); !errors.Is(err, ctx.Err()) || failure.KindOf(err) == failure.Unavailable {
				t.Errorf("got %v, want %v", err, ctx.Err())
			}
			wantSum(t, s, 0)
			s.wantAsleep(t, 0)
		})
	}
}

// wantAsleep fails unless so many statements of the test are asleep before long.
func (s *Store) wantAsleep(t *testing.T, want int) {
	t.Helper()
	var asleep int
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE application_name = current_setting('application_name') AND wait_event = 'PgSleep'`).Scan(&asleep); err != nil {
			t.Fatal(err)
		}
		if asleep == want {
			return
		}
	}
	t.Errorf("%d statements are asleep, want %d", asleep, want)
}
