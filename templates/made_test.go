package templates_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
)

// TestNamesMadeOfResourcesAreTheirOwn finds what is declared with the name of a resource or a field
// in it, and what is declared or imported beside it that another resource would declare again: as
// insertEntry, where a resource "user" makes insertUser. Reserved words prevent that for names of
// types, as User, and for plurals in lower case, as users.
func TestNamesMadeOfResourcesAreTheirOwn(t *testing.T) {
	eachService(t, func(t *testing.T, p *pack.Pack, files map[string][]byte) {
		made := 0
		for scope, names := range scopes(t, files) {
			for _, name := range names {
				pattern, kind, ok := patternOf(name)
				if !ok {
					continue
				}
				made++
				for _, other := range names {
					found := pattern.FindStringSubmatch(other)
					if _, _, alsoMade := patternOf(other); alsoMade || found == nil || slices.Contains(p.Manifest.Reserved[kind].Words, found[1]) {
						continue
					}
					t.Errorf("%s: a resource could have a name that makes %s, as user or order makes %s (reserved.%s of pack.yaml may need %s)", scope, other, name, kind, found[1])
				}
			}
		}
		if made < 20 {
			t.Errorf("only %d names are made of a resource's", made)
		}
	})
}

// TestNamesInPackagesOfResourcesAreReserved finds what the package of each resource declares, so
// that neither the resource's type nor an enum's has such a name.
func TestNamesInPackagesOfResourcesAreReserved(t *testing.T) {
	eachService(t, func(t *testing.T, p *pack.Pack, files map[string][]byte) {
		found := 0
		for name, data := range files {
			if path.Dir(path.Dir(name)) != "internal" || !slices.Contains(packages, path.Base(path.Dir(name))) {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			packageLevel(file, func(identifier string) {
				if _, _, made := patternOf(identifier); made || !ast.IsExported(identifier) || strings.HasPrefix(identifier, "Status") {
					return
				}
				found++
				if !slices.Contains(p.Manifest.Reserved["type"].Words, identifier) {
					t.Errorf("%s: reserved.type of pack.yaml may need %s", name, identifier)
				}
			})
		}
		if found < 3*len(packages) {
			t.Errorf("only %d names are found", found)
		}
	})
}

// scopes returns the names that must differ: of each package, and of each type's fields and methods. The
// resources' own packages have reserved names instead.
func scopes(t *testing.T, files map[string][]byte) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for name, data := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if folder, own := strings.CutPrefix(path.Dir(name), "internal/"); own && slices.Contains(packages, folder) {
			continue
		}
		scope := path.Dir(name) + " " + file.Name.Name
		note := func(identifier string) { found[scope] = append(found[scope], identifier) }
		packageLevel(file, note)
		imported(file, func(identifier string) {
			if !slices.Contains(packages, identifier) {
				note(identifier)
			}
		})
		members(file, func(of, identifier string) {
			found[scope+" "+of] = append(found[scope+" "+of], identifier)
		})
	}
	return found
}

// members notes the fields and methods of a file's types.
func members(file *ast.File, note func(of, identifier string)) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv != nil {
				note(receiver(n.Recv.List[0].Type), n.Name.Name)
			}
			return false
		case *ast.TypeSpec:
			if of, ok := n.Type.(*ast.StructType); ok {
				for _, field := range of.Fields.List {
					for _, name := range field.Names {
						note(n.Name.Name, name.Name)
					}
				}
			}
		}
		return true
	})
}

func receiver(of ast.Expr) string {
	switch of := of.(type) {
	case *ast.StarExpr:
		return receiver(of.X)
	case *ast.IndexExpr:
		return receiver(of.X)
	case *ast.Ident:
		return of.Name
	}
	return ""
}

var (
	// ofResources finds the names of the declared resources in an identifier.
	ofResources = regexp.MustCompile(`(?:User|Order|Product)s?|^(?:user|order|product)s?`)
	// ofFields finds those of their fields that identifiers are made of.
	ofFields = regexp.MustCompile(`BuyerID|GiftForID|AfterID|Email|Nick|Number|Page|Price`)
)

// patternOf returns what matches identifiers that are made like one, with the resource's part as a
// group, the kind of reserved words which that part can't be, and false when it isn't made of a
// resource's name.
func patternOf(identifier string) (pattern *regexp.Regexp, kind string, ok bool) {
	word := ofResources.FindString(identifier)
	switch {
	case word == "":
		return nil, "", false
	case word == identifier && word[0] >= 'a':
		kind = "local"
	case word[0] < 'a' && !strings.HasSuffix(word, "s"):
		kind = "type"
	}
	made := ofResources.ReplaceAllStringFunc(identifier, func(word string) string {
		if word[0] >= 'a' {
			return `([a-z][A-Za-z0-9]*)`
		}
		return `([A-Z0-9][A-Za-z0-9]*)`
	})
	return regexp.MustCompile("^" + ofFields.ReplaceAllString(made, `[A-Z0-9][A-Za-z0-9]*`) + "$"), kind, true
}
