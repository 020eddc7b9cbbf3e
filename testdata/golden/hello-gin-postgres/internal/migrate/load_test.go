package migrate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"example.com/hello/internal/migrate"
)

// folder returns a folder with files of the given contents.
func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return fsys
}

func TestLoadOrdersByID(t *testing.T) {
	loaded, err := migrate.Load(folder(map[string]string{
		"20260102030405_c.up.sql": "C", "20260102030405_c.down.sql": "c",
		"0010_b.up.sql": "B", "0010_b.down.sql": "b",
		"0002_a.up.sql": "A", "0002_a.down.sql": "a",
		"notes.txt": "ignored",
	}))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, migration := range loaded {
		got = append(got, migration.String(), migration.Up, migration.Down)
	}
	if want := "0002_a A a 0010_b B b 20260102030405_c C c"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"a name without an id":       {map[string]string{"users.up.sql": "x"}, "users.up.sql isn't called"},
		"a migration without a down": {map[string]string{"1_a.up.sql": "x"}, "1_a needs"},
		"a migration without an up":  {map[string]string{"1_a.down.sql": "x"}, "1_a needs"},
		"an id twice":                {map[string]string{"1_a.up.sql": "x", "1_a.down.sql": "x", "01_b.up.sql": "x", "01_b.down.sql": "x"}, "1_a and 01_b have the same id"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := migrate.Load(folder(test.files)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestChecksumIgnoresLineEnds(t *testing.T) {
	unix, err := migrate.Load(folder(map[string]string{"1_a.up.sql": "A\nB\n", "1_a.down.sql": "x"}))
	if err != nil {
		t.Fatal(err)
	}
	windows, err := migrate.Load(folder(map[string]string{"1_a.up.sql": "A\r\nB\r\n", "1_a.down.sql": "x"}))
	if err != nil {
		t.Fatal(err)
	}
	if unix[0].Checksum != windows[0].Checksum {
		t.Error("the checksums differ")
	}
}
