package spec

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
)

var ref = PackRef{Name: "toy", Version: "1.0.0", Digest: "sha256:" + strings.Repeat("0", 64)}

// toy is a manifest with an option of every kind.
func toy() pack.Manifest {
	choices := func(names ...string) []pack.OptionChoice {
		var all []pack.OptionChoice
		for _, n := range names {
			all = append(all, pack.OptionChoice{Name: n})
		}
		return all
	}
	return pack.Manifest{
		Name: "toy",
		Options: []pack.Option{
			{Name: "name", Kind: pack.Text, Format: pack.FormatName},
			{Name: "module", Kind: pack.Text, Format: pack.FormatGoModule},
			{Name: "framework", Kind: pack.Choice, Choices: choices("chi", "fiber", "gin"), Default: "chi"},
			{Name: "database", Kind: pack.Choice, Choices: choices("sqlite", "memory"), Default: "sqlite"},
			{Name: "features", Kind: pack.Many, Choices: choices("metrics", "docs", "cors"), Default: []string{"docs"}},
			{Name: "wal", Kind: pack.Bool, Default: true, When: pack.When{"database": {"sqlite"}}},
			{Name: "motto", Kind: pack.Text, Default: ""},
		},
		Types: map[string]map[string]string{
			"string": {}, "text": {}, "email": {}, "int": {}, "bool": {}, "time": {}, "enum": {}, "ref": {},
		},
		Derived:     map[string][]string{"api": {"{Name}", "New{Name:package}"}, "store": {"{names}", "{name}Columns"}},
		Reserved:    map[string]pack.Reserved{"package": {Suffix: "entity", Words: []string{"type", "error", "typeentity2"}}},
		Initialisms: []string{"id", "url"},
		Refusals: []pack.Refusal{{
			When:   pack.When{"framework": {"gin"}, "features": {"cors"}},
			Reason: "gin has no cors here", Hint: "choose --framework chi",
		}},
		Resources: []string{"user email:email:unique name:string"},
	}
}

func given(more map[string]any, resources ...resource.Resource) Answers {
	a := Answers{Values: map[string]any{"name": "hello", "module": "example.com/hello"}, Resources: resources}
	for name, value := range more {
		a.Values[name] = value
	}
	return a
}

func TestResolve_Defaults(t *testing.T) {
	got, err := Resolve(toy(), ref, given(map[string]any{"features": []string{"docs", "metrics", "docs"}}))
	if err != nil {
		t.Fatal(err)
	}
	users := mustParse(t, "user email:email:unique name:string")
	users[0].Package = "user"
	want := Spec{
		Pack: ref,
		Values: map[string]any{
			"name": "hello", "module": "example.com/hello", "framework": "chi", "database": "sqlite",
			"features": []string{"metrics", "docs"}, "wal": true, "motto": "",
		},
		Resources: users,
		Schema:    []Step{{ID: "00001", Op: OpCreate, Resource: "user", Plural: "users", Fields: users[0].Fields}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestResolve_Errors(t *testing.T) {
	plain := "user name:string"
	cases := map[string]struct {
		values    map[string]any
		resources []string
		want      []string // message, hint, …
	}{
		"an unknown option": {map[string]any{"framwork": "chi"}, nil, []string{"unknown option framwork", "did you mean --framework?"}},
		"an unheard option": {map[string]any{"colour": "red"}, nil, []string{"unknown option colour", "the options are name, module, framework, database, features, wal, motto"}},
		"no choice":         {map[string]any{"framework": "gni"}, nil, []string{"--framework: gni is not one of chi, fiber, gin", "try --framework gin"}},
		"nothing like it":   {map[string]any{"framework": "spring"}, nil, []string{"--framework: spring is not one of chi, fiber, gin", "choose one of them"}},
		"a list for a text": {map[string]any{"motto": []string{"a"}}, nil, []string{"--motto: a list isn't a valid answer: it takes text", "in a file, write motto: with text, in quotes if it looks like something else"}},
		"a bool for a text": {map[string]any{"name": true}, nil, []string{"--name: true isn't a valid answer: it takes text", "in a file, write name: with text, in quotes if it looks like something else"}},
		"a text for a bool": {map[string]any{"wal": "yes"}, nil, []string{"--wal: yes isn't a valid answer: it takes true or false", "write --wal=true or --wal=false"}},
		"a text for a list": {map[string]any{"features": "docs"}, nil, []string{"--features: docs isn't a valid answer: it takes a list", "in a file, write features: [metrics, docs, cors], with the ones that you want"}},
		"a number":          {map[string]any{"framework": 7}, nil, []string{"--framework: 7 isn't a valid answer: it takes one of chi, fiber, gin", "in a file, write framework: with one of them"}},
		"a bad name":        {map[string]any{"name": "My App"}, nil, []string{`--name: "My App" has a space`, "try --name my-app"}},
		"a bad module":      {map[string]any{"module": "hello"}, nil, []string{"--module: hello doesn't start with a domain", "try --module example.com/hello"}},
		"a second line":     {map[string]any{"motto": "a\nb"}, nil, []string{`--motto: "a\nb" has a control character or a second line`, "write one line of text"}},
		"a refusal":         {map[string]any{"framework": "gin", "features": []string{"cors"}}, nil, []string{"gin has no cors here", "choose --framework chi"}},
		"an answer unasked": {map[string]any{"database": "memory", "wal": false}, nil, []string{"--wal: false has no effect here: it needs --database sqlite", "leave --wal out"}},
		"several at once": {map[string]any{"framework": "gni", "name": "X", "features": []string{"docz"}}, []string{"user n:date"}, []string{
			"--name: X has more than lower-case letters, digits and dashes", "try --name x",
			"--framework: gni is not one of chi, fiber, gin", "try --framework gin",
			"--features: docz is not one of metrics, docs, cors", "try --features docs",
			"resource user: field n: the pack has no type date", "its types are bool, email, enum, int, ref, string, text, time",
		}},
		"a reference to nothing": {nil, []string{plain, "order buyer:ref=usr"}, []string{
			"resource order: field buyer: there is no resource usr", "try buyer:ref=user",
		}},
		"a reference to a plural": {nil, []string{plain, "order buyer:ref=users:optional"}, []string{
			"resource order: field buyer: there is no resource users", "try buyer:ref=user:optional",
		}},
		"a misspelt reference to itself": {nil, []string{"category parent:ref=categry"}, []string{
			"resource category: field parent: there is no resource categry", "try parent:ref=category:optional",
		}},
		"a reference to an unknown resource": {nil, []string{plain, "order shop:ref=warehouse"}, []string{
			"resource order: field shop: there is no resource warehouse", "declare it too, as in 'warehouse name:string', or refer to one of user, order",
		}},
		"a circle of one": {nil, []string{"part whole:ref=part"}, []string{
			"required references form a cycle, so no row could ever be created: part → part", "make one of them optional, as in whole:ref=part:optional of part",
		}},
		"a circle of three": {nil, []string{"a x:ref=b", "b x:ref=c", "c x:ref=a y:int"}, []string{
			"required references form a cycle, so no row could ever be created: a → b → c → a", "make one of them optional, as in x:ref=a:optional of c",
		}},
		"a resource twice": {nil, []string{plain, "user n:int"}, []string{"resource user is given twice", "put its fields into one, or give one of them another name"}},
		"plurals alike": {nil, []string{"person n:int", "people n:int"}, []string{
			"resources person (plural people) and people (plural people) are too similar to have a path and a table each", "give one of them another name, or another plural, as in people/people_list",
		}},
		"packages alike": {nil, []string{"order_item n:int", "orderitem n:int"}, []string{
			"resources order_item (plural order_items) and orderitem (plural orderitems) are too similar to have a path and a table each", "give one of them another name, or another plural, as in orderitem/orderitem_list",
		}},
		"a package alike once it has its suffix": {nil, []string{"type n:int", "type_entity n:int"}, []string{
			"resources type and type_entity would both be the package typeentity", "give one of them another name",
		}},
		"types alike in code": {nil, []string{"order n:int", "new_order n:int"}, []string{
			"resources order and new_order would both be NewOrder in code", "give one of them another name",
		}},
		"variables alike in code": {nil, []string{"user n:int", "user_column n:int"}, []string{
			"resources user and user_column would both be userColumns in code", "give one of them another name",
		}},
		"fields alike in code":       {nil, []string{"user a_b1:int a_b_1:int"}, []string{"resource user: a_b1 and a_b_1 are both AB1 in code", "give one of them another name"}},
		"a field that is ID in code": {nil, []string{"user i_d:int"}, []string{"resource user: id and i_d are both ID in code", "give one of them another name"}},
		"enums alike in code": {nil, []string{"user a:enum=b_c a_b:enum=c"}, []string{
			"resource user: the value b_c of a and the value c of a_b are both ABC in code", "give one of them another name",
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Resolve(toy(), ref, given(c.values, mustParse(t, c.resources...)...))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(c.want, said(err)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if code := fault.ExitCode(err); code != fault.ExitUsage {
				t.Errorf("exit code %d, want %d", code, fault.ExitUsage)
			}
		})
	}
}

func TestResolve_MissingAnswers(t *testing.T) {
	m := toy()
	for i := range m.Options {
		m.Options[i].Default = nil
	}
	_, err := Resolve(m, ref, Answers{})
	want := []string{
		"--name is required and has no default", "add --name hello",
		"--module is required and has no default", "add --module example.com/hello",
		"--framework is required and has no default", "add --framework with one of chi, fiber, gin",
		"--database is required and has no default", "add --database with one of sqlite, memory",
		"--features is required and has no default", "add --features with any of metrics, docs, cors, joined by commas, or none",
		"--motto is required and has no default", "add --motto TEXT",
	}
	if diff := cmp.Diff(want, said(err)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestResolve_OtherPack(t *testing.T) {
	a := given(nil)
	a.Pack = PackRef{Name: "other"}
	_, err := Resolve(toy(), ref, a)
	checkRefused(t, err, "the answers are for the pack other, but this is the pack toy", "give that pack: --pack DIR")
}

func TestResolve_PackageNames(t *testing.T) {
	got, err := Resolve(toy(), ref, given(nil, mustParse(t, "type n:int", "con n:int", "order_item n:int", "window n:int")...))
	if err != nil {
		t.Fatal(err)
	}
	var packages []string
	for _, r := range got.Resources {
		packages = append(packages, r.Package)
	}
	if diff := cmp.Diff([]string{"typeentity", "conentity", "orderitem", "window"}, packages); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestResolve_FirstSteps(t *testing.T) {
	cases := map[string]struct {
		resources []string
		want      []string
	}{
		"as declared": {[]string{"b n:int", "a n:int"}, []string{"00001 create b n:int", "00002 create a n:int"}},
		"a target before what refers to it": {
			[]string{"order buyer:ref=user gift_for:ref=user:optional", "user n:int"},
			[]string{"00001 create user n:int", "00002 create order buyer:ref=user gift_for:ref=user:optional (user: users)"},
		},
		"an optional reference to itself is there from the start": {
			[]string{"part whole:ref=part:optional"},
			[]string{"00001 create part whole:ref=part:optional (part: parts)"},
		},
		"a circle of optional references is closed at the end": {
			[]string{"x n:int ref_a:ref=a:optional", "a n:int other:ref=b:optional", "b other:ref=a"},
			[]string{
				"00001 create a n:int", "00002 create x n:int ref_a:ref=a:optional (a: as)", "00003 create b other:ref=a (a: as)",
				"00004 add_field a other:ref=b:optional (b: bs)",
			},
		},
		"a resource that is only that": {
			[]string{"a other:ref=b:optional", "b other:ref=a:optional"},
			[]string{"00001 create a", "00002 create b other:ref=a:optional (a: as)", "00003 add_field a other:ref=b:optional (b: bs)"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			spec, err := Resolve(toy(), ref, given(nil, mustParse(t, c.resources...)...))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range spec.Schema {
				got = append(got, shown(s))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func shown(s Step) string {
	text := s.ID + " " + s.Op + " " + s.Resource
	for _, f := range s.Fields {
		text += " " + f.String()
	}
	for name, plural := range s.Targets {
		text += fmt.Sprintf(" (%s: %s)", name, plural)
	}
	return text
}

func TestResolve_RecordedSchema(t *testing.T) {
	fields := func(written ...string) []resource.Field {
		return mustParse(t, "x "+strings.Join(written, " "))[0].Fields
	}
	create := Step{ID: "00001", Op: OpCreate, Resource: "user", Plural: "users", Fields: fields("a:int")}
	add := Step{ID: "20260131150405", Op: OpAddField, Resource: "user", Plural: "users", Fields: fields("b:int")}
	with := func(s Step, change func(*Step)) Step { change(&s); return s }
	cases := map[string]struct {
		steps []Step
		want  []string
	}{
		"both steps":  {[]Step{create, add}, nil},
		"an id twice": {[]Step{create, with(add, func(s *Step) { s.ID = "00001" })}, []string{"schema step 00001: another step has that id", "each id must be unique"}},
		"an odd id":   {[]Step{with(create, func(s *Step) { s.ID = "../1" })}, []string{"schema step ../1: an id is five digits, or fourteen for a UTC time", `write it in quotes, as in "00001"`}},
		"an unknown operation": {[]Step{with(create, func(s *Step) { s.Op = "rename" })}, []string{
			"schema step 00001: unknown operation rename", "the operations are create, add_field, remove_field, drop",
		}},
		"an odd plural":   {[]Step{with(create, func(s *Step) { s.Plural = "a/b" })}, []string{"schema step 00001: a/b isn't the plural of a resource", "put back what newsvc wrote"}},
		"a missing table": {[]Step{add}, []string{"schema step 20260131150405: no earlier step creates the table of user", "put back what newsvc wrote"}},
		"a table twice":   {[]Step{create, with(create, func(s *Step) { s.ID = "00002" })}, []string{"schema step 00002: the table of user exists already", "put back what newsvc wrote"}},
		"a field too few": {[]Step{create}, []string{"resource user: no step of the schema makes b int", "for a new service, leave schema out: newsvc creates its steps"}},
		"a field too many": {[]Step{create, add, with(add, func(s *Step) { s.ID = "00002"; s.Fields = fields("c:int") })}, []string{
			"resource user: the schema has c, and the resource doesn't", "for a new service, leave schema out: newsvc creates its steps",
		}},
		"a target missing": {[]Step{with(create, func(s *Step) { s.Fields = fields("boss:ref=user") })}, []string{
			"schema step 00001: targets doesn't say the plural of user, which the field boss refers to", "add it, as in targets: {user: users}",
		}},
		"an odd name":         {[]Step{with(create, func(s *Step) { s.Resource = "User" })}, []string{"schema step 00001: User isn't the name of a resource", "put back what newsvc wrote"}},
		"nothing added":       {[]Step{create, with(add, func(s *Step) { s.Fields = nil })}, []string{"schema step 20260131150405: it has no fields", "put back what newsvc wrote"}},
		"a field added twice": {[]Step{create, add, with(add, func(s *Step) { s.ID = "00002" })}, []string{"schema step 00002: user has b already", "put back what newsvc wrote"}},
		"no table at all": {[]Step{with(create, func(s *Step) { s.Resource = "order" })}, []string{
			"resource user: no step of the schema makes its table", "for a new service, leave schema out: newsvc creates its steps",
			"resource order: the schema makes its table, and there is no such resource", "for a new service, leave schema out: newsvc creates its steps",
		}},
		"a table dropped and made again": {[]Step{
			with(create, func(s *Step) { s.Fields = fields("x:bool") }),
			with(create, func(s *Step) { s.ID, s.Op, s.Fields = "00002", "drop", fields("x:bool") }),
			with(create, func(s *Step) { s.ID, s.Fields = "00003", fields("a:int", "b:int") }),
		}, nil},
		"a field removed": {[]Step{
			with(create, func(s *Step) { s.Fields = fields("a:int", "x:bool") }), add,
			with(add, func(s *Step) { s.ID, s.Op, s.Fields = "20270131150405", "remove_field", fields("x:bool") }),
		}, nil},
		"a field removed that isn't there": {[]Step{create, with(add, func(s *Step) { s.Op = "remove_field" })}, []string{
			"schema step 20260131150405: user has no b int", "put back what newsvc wrote",
		}},
		"a field of another type removed": {[]Step{create, with(add, func(s *Step) { s.Op, s.Fields = "remove_field", fields("a:bool") })}, []string{
			"schema step 20260131150405: user has no a bool", "put back what newsvc wrote",
		}},
		"a table dropped that has more": {[]Step{create, add, with(create, func(s *Step) { s.ID, s.Op = "20270131150405", "drop" })}, []string{
			"schema step 20270131150405: user still has b", "put back what newsvc wrote",
		}},
		"a table dropped that another refers to": {[]Step{
			create, add,
			{ID: "00002", Op: "create", Resource: "post", Plural: "posts", Fields: fields("by:ref=user"), Targets: map[string]string{"user": "users"}},
			with(create, func(s *Step) { s.ID, s.Op, s.Fields = "20270131150405", "drop", fields("a:int", "b:int") }),
		}, []string{"schema step 20270131150405: by of post refers to user", "put back what newsvc wrote"}},
		"another plural than the table's": {[]Step{with(create, func(s *Step) { s.Plural = "people"; s.Fields = fields("a:int", "b:int") })}, []string{
			"resource user: the schema calls its table people, and its plural is users", "for a new service, leave schema out: newsvc creates its steps",
		}},
		"a plural that changes": {[]Step{create, with(add, func(s *Step) { s.Plural = "people" })}, []string{
			"schema step 20260131150405: the table of user is users, not people", "put back what newsvc wrote",
		}},
		"a table too many": {[]Step{create, add, with(create, func(s *Step) { s.ID, s.Resource = "00002", "order" })}, []string{
			"resource order: the schema makes its table, and there is no such resource", "for a new service, leave schema out: newsvc creates its steps",
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			a := given(nil, mustParse(t, "user a:int b:int")...)
			a.Schema = c.steps
			got, err := Resolve(toy(), ref, a)
			if diff := cmp.Diff(c.want, said(err), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("-want +got:\n%s", diff)
			}
			if err == nil && !cmp.Equal(c.steps, got.Schema) {
				t.Errorf("the schema changed: %s", cmp.Diff(c.steps, got.Schema))
			}
		})
	}
}

// A service's own answers make the same service again, byte for byte.
func TestSpec_AnswersRoundTrip(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 0))
		first, err := Resolve(toy(), ref, randomAnswers(t, random))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		kept, err := first.Answers().Marshal()
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParseAnswers(".newsvc.yaml", kept)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, kept)
		}
		second, err := Resolve(toy(), ref, read)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, kept)
		}
		if diff := cmp.Diff(first, second, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: -first +second:\n%s", seed, diff)
		}
		again, err := second.Answers().Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(kept), string(again)); diff != "" {
			t.Fatalf("seed %d: -first +second:\n%s", seed, diff)
		}
	}
}

// randomAnswers are right ones, with resources that refer to any of each other.
func randomAnswers(t *testing.T, random *rand.Rand) Answers {
	pick := func(words ...string) string { return words[random.IntN(len(words))] }
	names := []string{"user", "order", "type", "news", "person", "order_item"}
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	names = names[:1+random.IntN(len(names))]
	var written []string
	for i, name := range names {
		fields := []string{name}
		for f := range 1 + random.IntN(5) {
			field := fmt.Sprintf("f%d:", f)
			switch random.IntN(4) {
			case 0:
				field += pick("string", "text:max=9", "email:unique", "time:default=2026-01-31T15:04:05.000001Z", "enum=a,b:default=b")
			case 1:
				field += "ref=" + names[random.IntN(len(names))] + ":optional"
			case 2:
				field += "ref=" + names[random.IntN(i+1)] + pick("", ":unique", ":index")
				if strings.Contains(field, "="+name) {
					field += ":optional"
				}
			case 3:
				field += pick("int:min=1:max=9:default=3:optional", "bool:default=false", "string:default=a%3A%20%23b%0A")
			}
			fields = append(fields, field)
		}
		written = append(written, strings.Join(fields, " "))
	}
	return given(map[string]any{
		"framework": pick("chi", "fiber"), "features": []string{pick("docs", "metrics")}, "motto": pick("", "yes", "1", "a: b #c", "true"),
	}, mustParse(t, written...)...)
}

func TestCheck(t *testing.T) {
	m := toy()
	cases := map[string]struct {
		option        string
		value         any
		message, hint string
	}{
		"a choice":            {"framework", "gin", "", ""},
		"no choice":           {"framework", "gni", "gni is not one of chi, fiber, gin", "try gin"},
		"a list":              {"features", []string{"docs"}, "", ""},
		"an empty list":       {"features", []string{}, "", ""},
		"none":                {"features", []string{"none"}, "", ""},
		"a list of strange":   {"features", []string{"docs", "dosc"}, "dosc is not one of metrics, docs, cors", "try docs"},
		"a word among others": {"features", []string{"docs", "metrcs"}, "metrcs is not one of metrics, docs, cors", "try metrics,docs"},
		"two strange words":   {"features", []string{"dosc", "metrcs", "cors"}, "dosc and metrcs are not one of metrics, docs, cors", "try metrics,docs,cors"},
		"words with spaces":   {"features", []string{"docs cros"}, `"docs cros" is not one of metrics, docs, cors`, "try docs,cors"},
		"a hopeless word":     {"features", []string{"docs", "vegetables"}, "vegetables is not one of metrics, docs, cors", "choose any of them, joined by commas, or none"},
		"a name":              {"name", "my app", `"my app" has a space`, "try my-app"},
		"a module":            {"module", "fmt", "fmt is in the standard library", "try example.com/fmt"},
		"a text":              {"motto", "a, b", "", ""},
		"an empty text":       {"motto", "", "", ""},
		"a text that is long": {"motto", strings.Repeat("a", 1001), "that has more than 1000 characters", "write one line of text"},
		"a bool":              {"wal", false, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := Check(*m.Option(c.option), c.value)
			if c.message != "" {
				checkRefused(t, err, c.message, c.hint)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestResolve_LimitsErrors(t *testing.T) {
	a := given(nil)
	for i := range 1000 {
		a.Values[fmt.Sprint("x", i)] = "1"
	}
	_, err := Resolve(toy(), ref, a)
	all := said(err)
	if got := len(all) / 2; got != maxFailures+1 {
		t.Errorf("%d failures, want %d", got, maxFailures+1)
	}
	if last := all[len(all)-2]; last != "there are more errors" {
		t.Errorf("the last says %q", last)
	}
}

func TestResolve_IncompleteResources(t *testing.T) {
	user := mustParse(t, "user n:int")[0]
	with := func(change func(*resource.Resource)) resource.Resource { r := user; change(&r); return r }
	cases := map[string]struct {
		given resource.Resource
		want  []string
	}{
		"without a plural":    {with(func(r *resource.Resource) { r.Plural = "" }), nil},
		"with a package":      {with(func(r *resource.Resource) { r.Package = "users_of_ours" }), nil},
		"with an odd package": {with(func(r *resource.Resource) { r.Package = "../x" }), []string{"resource user: its package can't be named ../x", "leave package out: newsvc chooses the name"}},
		"with a taken package": {with(func(r *resource.Resource) { r.Package = "error" }), []string{
			"resource user: the package name error is taken", "give the resource another name",
		}},
		"with an odd name": {with(func(r *resource.Resource) { r.Name = "User" }), []string{
			"resource User: a name has only lower-case letters, digits and _", "try user",
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Resolve(toy(), ref, given(nil, c.given))
			if diff := cmp.Diff(c.want, said(err), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestResolve_TooManyResources(t *testing.T) {
	var all []resource.Resource
	for i := range resource.MaxResources + 1 {
		all = append(all, mustParse(t, fmt.Sprintf("r%d n:int", i))...)
	}
	_, err := Resolve(toy(), ref, given(nil, all...))
	checkRefused(t, err, "there are 201 resources; the maximum is 200", "split the service into several")
}

func TestResolve_PackWithoutTypes(t *testing.T) {
	m := toy()
	m.Types = nil
	if _, err := Resolve(m, ref, given(nil, mustParse(t, "user n:date")...)); err != nil {
		t.Error(err)
	}
}
