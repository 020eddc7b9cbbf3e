package migrate

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Migration is one step of the schema.
type Migration struct {
	ID       string // digits: a number, or a time as 20060102150405
	Name     string
	Up       string // SQL
	Down     string // SQL that takes Up back
	Checksum string // of Up, whatever its line ends
}

// String returns ID_NAME, as the files are called.
func (m Migration) String() string { return m.ID + "_" + m.Name }

var fileName = regexp.MustCompile(`^(\d+)_([a-z0-9_]+)\.(up|down)\.sql$`)

// Load reads migrations from the files ID_NAME.up.sql and ID_NAME.down.sql of a
// folder, in the order of ids. Every migration has both; no two have one id.
func Load(fsys fs.FS) ([]Migration, error) {
	names, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		return nil, err
	}
	var problems []error
	loaded := map[string]Migration{}
	for _, name := range names {
		if err := load(fsys, name, loaded); err != nil {
			problems = append(problems, err)
		}
	}
	migrations := slices.SortedFunc(maps.Values(loaded), func(a, b Migration) int {
		return cmp.Or(compareIDs(a.ID, b.ID), strings.Compare(a.Name, b.Name))
	})
	for i, migration := range migrations {
		if migration.Up == "" || migration.Down == "" {
			problems = append(problems, fmt.Errorf("%s needs an .up.sql and a .down.sql", migration))
		}
		if i > 0 && compareIDs(migrations[i-1].ID, migration.ID) == 0 {
			problems = append(problems, fmt.Errorf("%s and %s have the same id", migrations[i-1], migration))
		}
	}
	return migrations, errors.Join(problems...)
}

// load adds one file to the migrations, which are known by ID_NAME.
func load(fsys fs.FS, name string, loaded map[string]Migration) error {
	parts := fileName.FindStringSubmatch(name)
	if parts == nil {
		return fmt.Errorf("%s isn't called ID_NAME.up.sql or ID_NAME.down.sql", name)
	}
	script, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	script = bytes.ReplaceAll(script, []byte("\r\n"), []byte("\n"))
	migration := loaded[parts[1]+"_"+parts[2]]
	migration.ID, migration.Name = parts[1], parts[2]
	if parts[3] == "up" {
		sum := sha256.Sum256(script)
		migration.Up, migration.Checksum = string(script), hex.EncodeToString(sum[:])
	} else {
		migration.Down = string(script)
	}
	loaded[migration.String()] = migration
	return nil
}

// compareIDs orders ids as numbers, of any length.
func compareIDs(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}
