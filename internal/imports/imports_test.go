package imports

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/tree"
)

func files(pairs ...string) tree.Tree {
	t := tree.Tree{}
	for i := 0; i < len(pairs); i += 2 {
		t[pairs[i]] = tree.File{Data: []byte(pairs[i+1])}
	}
	return t
}

func TestUses(t *testing.T) {
	base := files("go.mod", "module example.com/h\n\ngo 1.26\n\nrequire (\n\tgithub.com/a/chi v1.0.0\n\tgithub.com/a/kept v1.0.0\n)\n",
		"internal/post/post.go", "package post", "internal/user/user.go", "package user", "internal/app/a_test.go", "package app")
	own := files("jobs/jobs.go", "package jobs\n\nimport (\n\t\"fmt\"\n\t\"example.com/h/internal/post\"\n\tuser \"example.com/h/internal/user\"\n\t\"github.com/a/chi/v2\"\n\t\"github.com/a/chiro\"\n)\n\nfunc broken( {",
		"internal/post/own.go", "package post", "internal/post/own.txt", "package post", "internal/user/own.go", "package user",
		"notes.txt", "import \"example.com/h/internal/post\"", "empty.go", "")
	cases := map[string]struct {
		next tree.Tree
		want []Use
	}{
		"a package and a module": {
			files("go.mod", "module example.com/h\n\ngo 1.26\n\nrequire github.com/a/kept v1.0.0\n", "internal/user/user.go", "package user"),
			[]Use{
				{"internal/post/own.go", "example.com/h/internal/post", true},
				{"jobs/jobs.go", "example.com/h/internal/post", false},
				{"jobs/jobs.go", "github.com/a/chi/v2", false},
			},
		},
		"another module path": {
			files("go.mod", "module example.com/g\n\ngo 1.26\n\nrequire github.com/a/chi v1.0.0\n", "internal/post/post.go", "package post", "internal/user/user.go", "package user"),
			[]Use{{"jobs/jobs.go", "example.com/h/internal/post", false}, {"jobs/jobs.go", "example.com/h/internal/user", false}},
		},
		"nothing": {base, nil},
		"no Go":   {files("a.py", ""), nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			removed := Find(base, c.next)
			if diff := cmp.Diff(c.want, removed.Uses(own)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if removed.Empty() != (c.want == nil) {
				t.Errorf("empty: %v", removed.Empty())
			}
		})
	}
}
