package e2e

import (
	"debug/buildinfo"
	"debug/elf"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
)

// TestImage builds the unmodified generated Dockerfile and runs the contract tests
// against the image. With -matrix, it does so for each framework.
func TestImage(t *testing.T) {
	if testing.Short() {
		t.Skip("generates a service and builds its image")
	}
	b := newBuildah(t)
	services := map[string]service{"default": {}}
	if *matrix {
		for n, framework := range frameworks {
			services[framework] = service{values: answers(framework, stores[n%len(stores)])}
		}
	}
	w := newWorld(t)
	for _, name := range slices.Sorted(maps.Keys(services)) {
		t.Run(name, func(t *testing.T) {
			g := w.generate(t, services[name])
			i := b.build(t, g.dir, "amd64", "v1.2.3")
			t.Run("has the right configuration", func(t *testing.T) { i.checkConfig(t) })
			t.Run("contains only the service", func(t *testing.T) { i.checkFiles(t) })
			g.contract.Binary = i.container(t)
			t.Run("runs without privileges and is healthy", func(t *testing.T) { i.checkConfinement(t, g.contract) })
			t.Run("meets the contract", func(t *testing.T) { contract.Run(t, g.contract) })
		})
	}
}

func (i image) checkConfig(t *testing.T) {
	t.Helper()
	for what, is := range map[string]bool{
		"the user is 65532":             i.config.User == "65532:65532",
		"the port is 8080":              slices.Equal(slices.Collect(maps.Keys(i.config.ExposedPorts)), []string{"8080/tcp"}),
		"the entrypoint is the service": slices.Equal(i.config.Entrypoint, []string{"/usr/local/bin/hello"}),
		"the service checks its health": slices.Equal(i.config.Healthcheck.Test, []string{"CMD", "/usr/local/bin/hello", "healthcheck"}),
		"a label contains the title":    i.config.Labels["org.opencontainers.image.title"] == "hello",
		"a label contains the version":  i.config.Labels["org.opencontainers.image.version"] == "v1.2.3",
	} {
		if !is {
			t.Errorf("not true: %s: %+v", what, i.config)
		}
	}
}

// checkFiles checks the list of files in the image.
func (i image) checkFiles(t *testing.T) {
	t.Helper()
	var files []string
	err := filepath.WalkDir(i.root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, strings.TrimPrefix(path, i.root))
		}
		return err
	})
	if want := []string{"/etc/hosts", "/etc/passwd", "/usr/local/bin/hello"}; err != nil || !slices.Equal(files, want) {
		t.Errorf("the image contains %v (%v), want %v", files, err, want)
	}
}

// checkConfinement runs the image with only an address and, if the store needs one, a database
// server.
func (i image) checkConfinement(t *testing.T, s contract.Service) {
	t.Helper()
	if s.Store != contract.Postgres {
		s.Store = contract.Memory // so that DATABASE_URL isn't set
	}
	running := contract.Start(t, s, "")
	if status, body := running.Do(t, http.MethodPost, "/v1/users", `{"email":"ann@example.com","name":"Ann"}`); status != http.StatusCreated {
		t.Errorf("POST is %d: %s", status, body)
	}
	proc := fmt.Sprintf("/proc/%d/", running.PID())
	status := read(t, proc+"status")
	for _, line := range []string{"Uid:\t65532\t65532\t65532\t65532", "Gid:\t65532\t65532\t65532\t65532", "Groups:\t \n", "CapEff:\t0000000000000000"} {
		if !strings.Contains(status, line) {
			t.Errorf("no %q in\n%s", line, status)
		}
	}
	if root := rootMount(read(t, proc+"mountinfo")); !strings.HasPrefix(root, "ro") {
		t.Errorf("the root is mounted %q", root)
	}
	if code, printed := running.RunCommand(t, s, i.config.Healthcheck.Test[2:]...); code != 0 {
		t.Errorf("the service isn't healthy: %d\n%s", code, printed)
	}
	if code, printed := running.RunCommand(t, s, "version"); code != 0 || !strings.Contains(printed, "v1.2.3") {
		t.Errorf("version: %d\n%s", code, printed)
	}
	running.Stop(t)
}

// rootMount returns the options of the last mount on / in a process's mountinfo.
func rootMount(mountinfo string) string {
	options := ""
	for line := range strings.Lines(mountinfo) {
		if fields := strings.Fields(line); fields[4] == "/" {
			options = fields[5]
		}
	}
	return options
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestImageElsewhere builds an image for another architecture, for a service with
// build tags.
func TestImageElsewhere(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a service for arm64")
	}
	b := newBuildah(t)
	g := newWorld(t).generate(t, service{values: answers("gin", contract.Memory)})
	binary := filepath.Join(b.build(t, g.dir, "arm64", "v1.2.3").root, "usr/local/bin/hello")
	file, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if file.Machine != elf.EM_AARCH64 {
		t.Errorf("the service is for %s", file.Machine)
	}
	if libraries, err := file.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("the service needs %v (%v), but the image has no libraries", libraries, err)
	}
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range info.Settings {
		if setting.Key == "-tags" && strings.Contains(setting.Value, "nomsgpack") {
			return
		}
	}
	t.Errorf("the service was built without its tags: %v", info.Settings)
}
