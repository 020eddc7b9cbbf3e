package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/templates"
)

// TestGenerations updates services of the built-in pack before its rewrite, and their
// data, as docs/update.md says. They serve what they served before.
func TestGenerations(t *testing.T) {
	if testing.Short() {
		t.Skip("builds services of two packs, which takes a minute")
	}
	w := newWorld(t)
	t.Setenv("GOCACHE", goEnv(t, "GOCACHE"))
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // of packs
	packs, blocks := generations(t), codeBlocks(t)
	for _, store := range []string{contract.SQLite, contract.Postgres} {
		if store == contract.Postgres && w.server == nil {
			continue
		}
		t.Run(store, func(t *testing.T) { w.jump(t, packs, blocks, store) })
	}
}

// generations writes the old pack and today's to the folders first and today.
func generations(t *testing.T) (dir string) {
	t.Helper()
	data, err := os.ReadFile("../../testdata/generations/first.bin")
	if err != nil {
		t.Fatal(err)
	}
	archive, err := packstore.ReadArchive(string(data))
	if err != nil {
		t.Fatal(err)
	}
	first, err := archive.Load(archive.Releases[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "first"), first.FS); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "today"), templates.FS); err != nil {
		t.Fatal(err)
	}
	return dir
}

// codeBlocks returns the code of the page's chapter about the data: the commands in
// the service, what sets the tables aside in SQLite and in PostgreSQL, and the copy.
func codeBlocks(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile("../../docs/update.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, _ := strings.Cut(string(page), "\n### The data\n")
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	var blocks []string
	for _, found := range regexp.MustCompile("(?s)```(?:sh|sql)\n(.*?)```").FindAllStringSubmatch(chapter, -1) {
		blocks = append(blocks, found[1])
	}
	if len(blocks) != 4 {
		t.Fatalf("the chapter has %d blocks of code, want 4", len(blocks))
	}
	return blocks
}

// jump updates a service and its data.
func (w world) jump(t *testing.T, packs string, blocks []string, store string) {
	dir := filepath.Join(t.TempDir(), "shop")
	run(t, ".", nil, w.newsvc, "init", dir, "--pack", filepath.Join(packs, "first"), "--yes", "--no-git", "--module", "example.com/shop", "--database", store,
		"-r", "user email:email:unique name:string phone:string:optional city:string:optional", "-r", "order number:string:unique note:text:optional buyer:ref=user")
	old := w.buildShop(t, dir, store)
	url := old.Database(t)
	service := contract.Start(t, old, url)
	for _, request := range [][2]string{
		{"/v1/users", `{"email": "Ann@example.com", "name": "Ann", "city": "Łódź"}`},
		{"/v1/users", `{"email": "bob@example.com", "name": "Bob"}`},
	} {
		if status, response := service.Do(t, "POST", request[0], request[1]); status != 201 {
			t.Fatalf("%d: %s", status, response)
		}
	}
	before := served(t, service)
	buyer := regexp.MustCompile(`"id":"([^"]+)"`).FindStringSubmatch(before[0])[1]
	if status, response := service.Do(t, "POST", "/v1/orders", `{"number": "A1", "note": "two\nlines", "buyer_id": "`+buyer+`"}`); status != 201 {
		t.Fatalf("%d: %s", status, response)
	}
	before = served(t, service)
	service.Stop(t)

	fresh, today := filepath.Join(t.TempDir(), "fresh"), filepath.Join(packs, "today")
	commands := blocks[0]
	if store == contract.Postgres { // once is enough
		commands, _, _ = strings.Cut(commands, "go mod tidy")
	}
	script := strings.NewReplacer("/tmp/fresh", fresh, "store/sqlite", "store/"+store,
		"newsvc update", w.newsvc+" update --pack "+today, "newsvc init", w.newsvc+" init --pack "+today).Replace(commands)
	run(t, dir, []string{"CGO_ENABLED=0"}, "sh", "-e", "-c", script)
	if out, err := output(t, dir, nil, w.newsvc, "diff", "--pack", today); err != nil || len(out) > 0 {
		t.Errorf("the updated service differs from what newsvc generates: %v\n%s", err, out)
	}

	now, copying := w.buildShop(t, dir, store), blocks[3]
	if store == contract.SQLite {
		sqlite(t, dir, url, blocks[1])
	} else {
		w.psql(t, url, blocks[2])
		copying = regexp.MustCompile(`"old_(\w+)"`).ReplaceAllString(copying, `"old"."$1"`)
	}
	command(t, now, url, "migrate", "up")
	if store == contract.SQLite {
		sqlite(t, dir, url, copying)
	} else {
		w.psql(t, url, copying)
	}
	service = contract.Start(t, now, url)
	if diff := cmp.Diff(before, served(t, service)); diff != "" {
		t.Errorf("before and after the update:\n%s", diff)
	}
	if status, response := service.Do(t, "POST", "/v1/users", `{"email": "ANN@example.com", "name": "Ann"}`); status != 409 {
		t.Errorf("an email that is taken: %d: %s", status, response)
	}
	service.Stop(t)
}

func (w world) buildShop(t *testing.T, dir, store string) contract.Service {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "shop")
	run(t, dir, []string{"CGO_ENABLED=0"}, "go", "build", "-o", binary, "./cmd/shop")
	return contract.Service{Binary: binary, Store: store, Server: w.server}
}

// served returns the lists of users and orders.
func served(t *testing.T, service *contract.Running) []string {
	t.Helper()
	var all []string
	for _, path := range []string{"/v1/users", "/v1/orders"} {
		status, response := service.Do(t, "GET", path, "")
		if status != 200 {
			t.Fatalf("GET %s: %d: %s", path, status, response)
		}
		all = append(all, strings.TrimSpace(response))
	}
	return all
}

func (w world) psql(t *testing.T, url, script string) {
	t.Helper()
	if printed, err := w.server.Psql(t, url, script); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
}

// sqlite executes a script with the driver that the service has.
func sqlite(t *testing.T, dir, file, script string) {
	t.Helper()
	folder := filepath.Join(dir, "cmd", "sql")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	const program = `package main

import (
	"database/sql"
	"os"

	_ "modernc.org/sqlite"
)

func main() {
	db, err := sql.Open("sqlite", os.Args[1])
	if err == nil {
		_, err = db.Exec(os.Args[2])
	}
	if err != nil {
		panic(err)
	}
}
`
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, dir, []string{"CGO_ENABLED=0"}, "go", "run", "./cmd/sql", file, script)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
}
