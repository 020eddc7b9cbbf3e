package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/hello/internal/config"
	"example.com/hello/internal/failure"
	"example.com/hello/internal/store"
	"example.com/hello/internal/store/sqlite"
)

// wantUnavailable fails unless all calls say within five seconds that the store is
// unavailable.
func wantUnavailable(t *testing.T, opened store.Store) {
	t.Helper()
	for what, call := range map[string]func(context.Context) error{
		"ping": opened.Ping,
		"transaction": func(ctx context.Context) error {
			return opened.InTx(ctx, func(context.Context, store.Repositories) error { return nil })
		},
	} {
		begun := time.Now()
		if err := call(t.Context()); failure.KindOf(err) != failure.Unavailable {
			t.Errorf("%s: %v, want an error of the kind Unavailable", what, err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s took %s", what, took)
		}
	}
}

func TestFileThatIsMovedAwayAndBack(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows doesn't move files that are open")
	}
	folder := filepath.Join(t.TempDir(), "a")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	opened := open(t, filepath.Join(folder, "test.db"))
	if err := opened.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(folder, folder+"-away"); err != nil {
		t.Fatal(err)
	}
	wantUnavailable(t, opened)
	if err := os.Rename(folder+"-away", folder); err != nil {
		t.Fatal(err)
	}
	if err := opened.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
	if err := opened.InTx(t.Context(), func(context.Context, store.Repositories) error { return nil }); err != nil {
		t.Errorf("transaction: %v", err)
	}
}

func TestFileThatIsReplaced(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows doesn't move files that are open")
	}
	folder := t.TempDir()
	opened, other := open(t, filepath.Join(folder, "a.db")), open(t, filepath.Join(folder, "b.db"))
	if err := opened.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		_ = os.Remove(filepath.Join(folder, "a.db"+suffix))
	}
	if err := os.Rename(filepath.Join(folder, "b.db"), filepath.Join(folder, "a.db")); err != nil {
		t.Fatal(err)
	}
	if err := opened.InTx(t.Context(), func(context.Context, store.Repositories) error { return nil }); err != nil {
		t.Errorf("transaction: %v", err)
	}
}

func TestFileThatIsNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	opened, err := sqlite.Open(config.Database{URL: path, MigrateOnStart: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Prepare(t.Context()); failure.KindOf(err) != failure.Unavailable {
		t.Errorf("prepare: %v, want an error of the kind Unavailable", err)
	}
	wantUnavailable(t, opened)
}

func TestFolderThatIsMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "test.db")
	opened, err := sqlite.Open(config.Database{URL: path, MigrateOnStart: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Prepare(t.Context()); failure.KindOf(err) != failure.Unavailable || !strings.Contains(err.Error(), path) {
		t.Errorf("prepare: %v, want an error of the kind Unavailable that names %s", err, path)
	}
}

// TestFileThatAnotherLocks locks the file as another process would.
func TestFileThatAnotherLocks(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as the store waits")
	}
	path := filepath.Join(t.TempDir(), "test.db")
	opened := open(t, path)
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	lock, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Close() }()
	if _, err := lock.ExecContext(t.Context(), `BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}

	begun := time.Now()
	write := func(ctx context.Context) error {
		return opened.InTx(ctx, func(context.Context, store.Repositories) error { return nil })
	}
	if err := write(t.Context()); failure.KindOf(err) != failure.Unavailable || time.Since(begun) > 5*time.Second {
		t.Errorf("after %s: %v, want an error of the kind Unavailable", time.Since(begun), err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := write(ctx); failure.KindOf(err) != failure.Timeout {
		t.Errorf("after the context: %v, want its error", err)
	}
	if err := opened.Ping(t.Context()); err != nil {
		t.Errorf("readers wait for a writer: %v", err)
	}
	if _, err := lock.ExecContext(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	if err := write(t.Context()); err != nil {
		t.Errorf("after the lock: %v", err)
	}
}
