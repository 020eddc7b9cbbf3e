package change

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

const (
	choiceOf = "  - {name: %, kind: choice, prompt: p, help: h, default: #, choices: ["
	manyEnd  = "]}\n"
)

// option returns a line of a manifest for a choice.
func option(name string, choices ...string) string {
	var list []string
	for _, c := range choices {
		list = append(list, "{name: "+c+", what: w}")
	}
	return strings.NewReplacer("%", name, "#", choices[0]).Replace(choiceOf) + strings.Join(list, ", ") + manyEnd
}

// ground is the base, in three versions: it renames an option, then a choice of another, and moves
// a file each time.
func ground(version int) string {
	log, threaded := "log", "threaded"
	var changes []string
	if version >= 2 {
		log = "logging"
		changes = append(changes, "{version: 2.0.0, rename: {option: log, to: logging}}", "{version: 2.0.0, move: {from: a, to: b}}")
	}
	if version >= 3 {
		threaded = "parallel"
		changes = append(changes, "{version: 3.0.0, rename: {option: server, choice: threaded, to: parallel}}", "{version: 3.0.0, move: {from: b, to: c}}")
	}
	return head("ground", version) + "options:\n" + option(log, "text", "json") + option("server", "plain", threaded) +
		"layers: [{folder: ground}]\nchanges: [" + strings.Join(changes, ", ") + "]\n"
}

// house extends ground, in four versions. The second one changes an answer of the first version of
// ground; the others extend later ones.
func house(version int) string {
	text := head("house", version) + "extends: ground@x\noptions:\n"
	if version == 1 {
		return text + option("team", "ops", "dev") + "pin: [{option: server, to: threaded, reason: r}]\n"
	}
	changes := []string{
		"{version: 2.0.0, split: {option: team, into: {ops: {owner: us, log: json}, dev: {owner: them}}}}", "{version: 2.0.0, move: {from: x, to: a}}",
		"{version: 3.0.0, base: 2.0.0}", "{version: 3.0.0, move: {from: b, to: d}}",
		"{version: 4.0.0, base: 3.0.0}", "{version: 4.0.0, rename: {option: owner, to: team}}",
	}
	owner := option("owner", "us", "them")
	if version == 4 {
		owner = option("team", "us", "them")
	}
	server := "threaded"
	if version == 4 {
		server = "parallel"
	}
	return text + owner + "pin: [{option: server, to: " + server + ", reason: r}]\nchanges: [" + strings.Join(changes[:2*version-2], ", ") + "]\n"
}

func head(name string, version int) string {
	return "format: 1\nname: " + name + "\nversion: " + string(rune('0'+version)) + ".0.0\ndescription: d\n"
}

// loaded loads a pack, and its base if there is one.
func loaded(t *testing.T, manifest, base string) pack.Manifest {
	t.Helper()
	files := map[string][]byte{"pack.yaml": []byte(manifest)}
	folder := ""
	if base != "" {
		folder = "extends/"
		files["extends/pack.yaml"] = []byte(base)
	}
	files[folder+"layers/ground/files/file"] = []byte("x\n")
	p, err := pack.Load(pack.FilesFS(files))
	if err != nil {
		t.Fatal(err)
	}
	return p.Manifest
}

// houseOn returns a version of house with the version of ground that it extends.
func houseOn(t *testing.T, version int) pack.Manifest {
	t.Helper()
	return loaded(t, house(version), ground([]int{1, 1, 2, 3}[version-1]))
}

func serviceOf(t *testing.T, m pack.Manifest, values map[string]any) Service {
	t.Helper()
	ref := spec.PackRef{Name: m.Name, Version: m.Version}
	resolved, err := spec.Resolve(m, ref, spec.Answers{Values: values, Resources: resources(t, "user name:string")})
	if err != nil {
		t.Fatal(err)
	}
	return Service{Manifest: m, Answers: resolved.Answers()}
}

func updated(t *testing.T, s Service, to pack.Manifest) Update {
	t.Helper()
	u, err := s.Update(to, spec.PackRef{Name: to.Name, Version: to.Version}, nil)
	if err != nil {
		t.Fatalf("to %s %s: %v", to.Name, to.Version, err)
	}
	return u
}

func TestUpdate_ExtendedPackDirectEqualsStepByStep(t *testing.T) {
	for name, values := range map[string]map[string]any{
		"defaults":     {},
		"all answered": {"log": "text", "team": "dev", "server": "threaded"},
		"a split":      {"log": "text", "team": "ops"},
	} {
		t.Run(name, func(t *testing.T) {
			first := serviceOf(t, houseOn(t, 1), values)
			direct := updated(t, first, houseOn(t, 4))
			step, moves := first, []pack.Move{}
			for v := 2; v <= 4; v++ {
				u := updated(t, step, houseOn(t, v))
				step = Service{Manifest: houseOn(t, v), Answers: u.Spec.Answers()}
				moves = append(moves, u.Moves...)
			}
			if diff := cmp.Diff(step.Answers, direct.Spec.Answers()); diff != "" {
				t.Errorf("step by step, and direct:\n%s", diff)
			}
			if diff := cmp.Diff(moves, direct.Moves); diff != "" {
				t.Errorf("step by step, and direct:\n%s", diff)
			}
			if got := step.Answers.Values; got["server"] != "parallel" || got["log"] != nil || got["owner"] != nil {
				t.Errorf("got %v", got)
			}
		})
	}
}

// TestUpdate_ToACompanysPack moves a service from the base to a pack that extends a later version
// of it.
func TestUpdate_ToACompanysPack(t *testing.T) {
	s := serviceOf(t, loaded(t, ground(1), ""), map[string]any{"log": "json", "server": "threaded"})
	u := updated(t, s, houseOn(t, 4))
	want := map[string]any{"logging": "json", "server": "parallel", "team": "us"}
	if diff := cmp.Diff(want, u.Spec.Values); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]pack.Move{{From: "a", To: "b"}, {From: "b", To: "c"}}, u.Moves); diff != "" {
		t.Error(diff)
	}
}

func TestUpdate_Pinned(t *testing.T) {
	pinned := func(version int, to string) pack.Manifest {
		text := head("house", version) + "extends: ground@x\n"
		if to != "" {
			text += "pin: [{option: server, to: " + to + ", reason: threads scale}]\n"
		}
		return loaded(t, text, ground(1))
	}
	free := serviceOf(t, pinned(1, ""), map[string]any{"server": "plain"})
	_, err := free.Update(pinned(2, "threaded"), spec.PackRef{Name: "house"}, nil)
	if first := fault.All(err)[0]; first.Code != "pinned" || first.Message != "after the update, server: plain is not available: threads scale" || first.Hint != "try --set server=threaded" {
		t.Errorf("got %s: %v\nhint: %s", first.Code, first, first.Hint)
	}
	if u, err := free.Update(pinned(2, "threaded"), spec.PackRef{Name: "house"}, map[string]any{"server": "threaded"}); err != nil || u.Spec.Values["server"] != "threaded" {
		t.Errorf("got %v, %v", u.Spec.Values, err)
	}
	// Who had no choice follows.
	u := updated(t, serviceOf(t, pinned(1, "plain"), nil), pinned(2, "threaded"))
	if u.Spec.Values["server"] != "threaded" || len(u.Notes) != 1 || u.Notes[0] != "the option server is threaded now: threads scale" {
		t.Errorf("got %v, %v", u.Spec.Values, u.Notes)
	}
}

// TestUpdate_ChangesOfTheBaseInOrder checks that a pack whose changes need the base's in between
// is told so.
func TestUpdate_ChangesOfTheBaseInOrder(t *testing.T) {
	base := ground(3)
	for name, c := range map[string]struct{ manifest, want string }{
		"no version of the base": {
			strings.ReplaceAll(strings.ReplaceAll(house(4), "{version: 3.0.0, base: 2.0.0}, ", ""), "{version: 4.0.0, base: 3.0.0}, ", ""),
			`the pack has no option "log"`,
		},
		"an earlier version of the base": {
			strings.ReplaceAll(house(4), "{version: 4.0.0, base: 3.0.0}, ", ""),
			"the pack extends ground 3.0.0, and this change is the last one that names a version of it",
		},
	} {
		files := map[string][]byte{"pack.yaml": []byte(c.manifest), "extends/pack.yaml": []byte(base), "extends/layers/ground/files/file": []byte("x\n")}
		if _, err := pack.Load(pack.FilesFS(files)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
