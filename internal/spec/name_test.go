package spec

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	for _, name := range []string{"a", "hello", "my-app", "x2", "user", "test", "http", "config", "console", "a-1-b", strings.Repeat("a", 63)} {
		if err := CheckName(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckName_Suggestions(t *testing.T) {
	cases := map[string]struct{ name, message, hint string }{
		"nothing":             {"", `the name "" is empty`, "try hello"},
		"capitals and spaces": {"My App", `the name "My App" has a space`, "try my-app"},
		"capitals":            {"MyApp", "the name MyApp has more than lower-case letters, digits and dashes", "try myapp"},
		"an underscore":       {"my_app", "the name my_app has more than lower-case letters, digits and dashes", "try my-app"},
		"a leading digit":     {"2go", "the name 2go starts with a digit", "try go"},
		"a leading dash":      {"-x", "the name -x starts with a dash or a dot", "try x"},
		"a leading dot":       {".x", "the name .x starts with a dash or a dot", "try x"},
		"a dot":               {".", "the name . starts with a dash or a dot", "try hello"},
		"a trailing dash":     {"x-", "the name x- ends with a dash", "try x"},
		"two dashes":          {"a--b", "the name a--b has two dashes in a row", "try a-b"},
		"a path":              {"../x", "the name ../x starts with a dash or a dot", "try x"},
		"a device":            {"con", "the name con is the name of a device on Windows", "try con-service"},
		"a numbered device":   {"lpt1", "the name lpt1 is the name of a device on Windows", "try lpt1-service"},
		"a folder of Go's":    {"vendor", "the name vendor means something else to the go command", "try vendor-service"},
		"internal":            {"internal", "the name internal means something else to the go command", "try internal-service"},
		"testdata":            {"testdata", "the name testdata means something else to the go command", "try testdata-service"},
		"letters of Germany":  {"grüße", `the name "grüße" has more than lower-case letters, digits and dashes`, "try gr-e"},
		"letters of Japan":    {"日本", `the name "日本" has more than lower-case letters, digits and dashes`, "try hello"},
		"a control character": {"a\x00b", `the name "a\x00b" has more than lower-case letters, digits and dashes`, "try a-b"},
		"a long one":          {strings.Repeat("a", 64), "the name " + strings.Repeat("a", 64) + " has more than 63 characters", "try " + strings.Repeat("a", 63)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			checkRefused(t, CheckName(c.name), c.message, c.hint)
			if err := CheckName(SuggestName(c.name)); err != nil {
				t.Errorf("what it suggests is refused: %v", err)
			}
		})
	}
}

func TestCheckModule(t *testing.T) {
	for _, path := range []string{
		"example.com/hello", "github.com/Acme/my-app", "example.com", "example.com/x/v2", "git.sr.ht/~user/x", "gopkg.in/yaml.v3",
		"example.com/console", "example.com/cmd/x", "hello.app", "example.com/a_b", "example.com/net/http",
	} {
		if err := CheckModule(path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestCheckModule_Suggestions(t *testing.T) {
	cases := map[string]struct{ path, message, hint string }{
		"nothing":                   {"", `the module path "" is empty`, "try example.com/hello"},
		"a name with a space":       {"My App", `the module path "My App" has a space`, "try example.com/my-app"},
		"a bare name":               {"hello", "the module path hello doesn't start with a domain", "try example.com/hello"},
		"a package of Go's":         {"fmt", "the module path fmt is in the standard library", "try example.com/fmt"},
		"a path of Go's":            {"net/http", "the module path net/http is in the standard library", "try example.com/net/http"},
		"a path of Go's, otherwise": {"Net/HTTP", "the module path Net/HTTP is in the standard library", "try example.com/net/http"},
		"an address":                {"https://github.com/x/y.git", "the module path https://github.com/x/y.git is an address, and a module path has no scheme", "try github.com/x/y"},
		"an address of ssh":         {"git@github.com:x/y.git", "the module path git@github.com:x/y.git is an address, and a module path has no scheme", "try github.com/x/y"},
		"a suffix of git's":         {"github.com/x/y.git", "the module path github.com/x/y.git ends in .git", "try github.com/x/y"},
		"a slash at the end":        {"example.com/x/", "the module path example.com/x/ has an empty element: a slash at its start or end, or two in a row", "try example.com/x"},
		"a slash at the start":      {"/example.com/x", "the module path /example.com/x has an empty element: a slash at its start or end, or two in a row", "try example.com/x"},
		"two slashes":               {"example.com//x", "the module path example.com//x has an empty element: a slash at its start or end, or two in a row", "try example.com/x"},
		"internal":                  {"example.com/internal/x", "the module path example.com/internal/x has the element internal, which means something else to the go command", "try example.com/x"},
		"Internal":                  {"example.com/Internal/x", "the module path example.com/Internal/x has the element Internal, which means something else to the go command", "try example.com/x"},
		"vendor":                    {"example.com/vendor", "the module path example.com/vendor has the element vendor, which means something else to the go command", "try example.com"},
		"a device":                  {"example.com/con", "the module path example.com/con has the element con, the name of a device on Windows", "try example.com/con-service"},
		"a device with a suffix":    {"example.com/AUX.go", "the module path example.com/AUX.go has the element AUX.go, the name of a device on Windows", "try example.com/aux-go"},
		"a leading dash":            {"example.com/-x", "the module path example.com/-x has an element that starts with a dash or a dot: -x", "try example.com/x"},
		"a leading dot":             {".example.com/x", "the module path .example.com/x has an element that starts with a dash or a dot: .example.com", "try example.com/x"},
		"dots":                      {"../x", "the module path ../x has an element that starts with a dash or a dot: ..", "try example.com/x"},
		"a domain with capitals":    {"GitHub.com/x/y", "the module path GitHub.com/x/y has a domain with capitals", "try github.com/x/y"},
		"version one":               {"example.com/x/v1", "the module path example.com/x/v1 ends in a version that no module has in its path: those are /v2 and later", "try example.com/x"},
		"version two point one":     {"example.com/x/v2.1", "the module path example.com/x/v2.1 ends in a version that no module has in its path: those are /v2 and later", "try example.com/x"},
		"a line feed":               {"example.com/x\n", `the module path "example.com/x\n" has a control character`, "try example.com/x"},
		"a backslash":               {`example.com\x`, `the module path "example.com\\x" has a \, and a module path has / on every system`, "try example.com/x"},
		"a colon":                   {"localhost.local:80/x", `the module path localhost.local:80/x is refused by Go: invalid char ':'`, "try localhost.local-80/x"},
		"a short name of Windows":   {"example.com/a~1", "the module path example.com/a~1 is refused by Go: trailing tilde and digits in path element", "try example.com/hello"},
		"letters of Japan":          {"example.com/日本", `the module path "example.com/日本" is refused by Go: invalid char '日'`, "try example.com"},
		"a quote":                   {"example.com/'x'", `the module path "example.com/'x'" is refused by Go: invalid char '\''`, "try example.com/x"},
		"a long one":                {"example.com/" + strings.Repeat("a", 200), "the module path \"example.com/" + strings.Repeat("a", 48) + "\"… has more than 200 characters", "try example.com/hello"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			checkRefused(t, CheckModule(c.path), c.message, c.hint)
			if err := CheckModule(SuggestModule(c.path)); err != nil {
				t.Errorf("what it suggests is refused: %v", err)
			}
		})
	}
}

func checkRefused(t *testing.T, err error, message, hint string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if got := said(err); len(got) != 2 || got[0] != message || got[1] != hint {
		t.Errorf("it says\n\t%q\nwant\n\t%q", got, []string{message, hint})
	}
}

func FuzzCheckModule(f *testing.F) {
	for _, seed := range []string{"example.com/hello", "My App", "https://github.com/x/y.git", "git@h:x/y", "net/http", "example.com/x/v1", "a.b/con.txt", "gopkg.in/x.v0", "x~1.y/z~2", "..", "//", "a@b?c#d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if err := CheckModule(SuggestModule(s)); err != nil {
			t.Fatalf("the suggestion for %q: %v", s, err)
		}
		if err := CheckName(SuggestName(s)); err != nil {
			t.Fatalf("the suggestion for %q: %v", s, err)
		}
		if CheckModule(s) == nil && SuggestModule(s) != s {
			t.Fatalf("%q is right, and yet %q is suggested", s, SuggestModule(s))
		}
		if CheckName(s) == nil && SuggestName(s) != s {
			t.Fatalf("%q is right, and yet %q is suggested", s, SuggestName(s))
		}
	})
}
