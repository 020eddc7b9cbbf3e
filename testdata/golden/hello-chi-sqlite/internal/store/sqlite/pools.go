package sqlite

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"sync"

	_ "modernc.org/sqlite" // The driver "sqlite".
)

// connPools are the connections to one file. The file is looked at before every use:
// connections to one that was moved away or replaced would go on unnoticed.
type connPools struct {
	location fileLocation

	mu     sync.Mutex // guards what follows
	file   fs.FileInfo
	reader *sql.DB
	writer *sql.DB
	closed bool
}

// open returns a pool that reads and one that writes, of one connection, to the
// file that is there now.
func (p *connPools) open() (reader, writer *sql.DB, err error) {
	file, err := os.Stat(p.location.path)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, nil, errors.New("it is closed")
	}
	if err != nil {
		return nil, nil, err
	}
	if p.file == nil || !os.SameFile(p.file, file) {
		if err := p.replace(file); err != nil {
			return nil, nil, err
		}
	}
	return p.reader, p.writer, nil
}

// replace opens pools to a file after closing those there are.
func (p *connPools) replace(file fs.FileInfo) error {
	if err := p.drop(); err != nil {
		return err
	}
	reader, err := sql.Open("sqlite", p.location.dsn(busyTimeout, "query_only(1)"))
	if err != nil {
		return err
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	writer, err := sql.Open("sqlite", p.location.dsn(busyTimeout, "foreign_keys(1)", "journal_mode(WAL)", "synchronous(FULL)"))
	if err != nil {
		return errors.Join(err, reader.Close())
	}
	writer.SetMaxOpenConns(1)
	p.file, p.reader, p.writer = file, reader, writer
	return nil
}

// drop closes the pools.
func (p *connPools) drop() error {
	if p.file == nil {
		return nil
	}
	p.file = nil
	return errors.Join(p.reader.Close(), p.writer.Close())
}

func (p *connPools) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	return p.drop()
}
