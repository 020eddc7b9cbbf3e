// The program scripts runs SQL scripts on a SQLite database as a service runs its
// migrations: each in its own transaction, after which no reference may be broken.
// Standard input contains the scripts, separated by lines of dashes. The program prints
// the rows of scripts that begin with SELECT, and a line of dashes after each script.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"strings"

	_ "modernc.org/sqlite"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, file string) error {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=foreign_keys(0)&_pragma=journal_mode(WAL)&_pragma=synchronous(0)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, script := range strings.Split(string(input), "\n----\n") {
		if strings.HasPrefix(script, "SELECT") {
			err = show(ctx, db, script)
		} else {
			err = apply(ctx, db, script)
		}
		if err != nil {
			return fmt.Errorf("%w in\n%s", err, script)
		}
		fmt.Println("----")
	}
	return nil
}

func apply(ctx context.Context, db *sql.DB, script string) error {
	if strings.Contains(script, "-- +goose NO TRANSACTION") {
		_, err := db.ExecContext(ctx, script)
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return err
	}
	broken, err := tx.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return err
	}
	defer broken.Close()
	if broken.Next() {
		return fmt.Errorf("a reference is broken")
	}
	broken.Close()
	return tx.Commit()
}

func show(ctx context.Context, db *sql.DB, query string) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			return err
		}
		fmt.Printf("%q\n", values)
	}
	return rows.Err()
}
