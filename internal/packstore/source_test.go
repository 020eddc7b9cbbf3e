package packstore

import "testing"

func TestParseSource(t *testing.T) {
	for text, want := range map[string]Source{
		"":                                  {},
		"newsvc":                            {},
		"newsvc@0.1.0":                      {Version: "0.1.0"},
		"acme":                              {Dir: "acme"},
		"acme/packs@v1":                     {Dir: "acme/packs@v1"},
		"./example.com/x":                   {Dir: "./example.com/x"},
		"../x@y":                            {Dir: "../x@y"},
		".hidden/x":                         {Dir: ".hidden/x"},
		"/srv/acme.com/x":                   {Dir: "/srv/acme.com/x"},
		`C:\packs\acme.com`:                 {Dir: `C:\packs\acme.com`},
		"C:/packs/acme.com":                 {Dir: "C:/packs/acme.com"},
		"./newsvc":                          {Dir: "./newsvc"},
		"example.com/x":                     {Module: "example.com/x"},
		"example.com/x@v1.2.0":              {Module: "example.com/x", Version: "v1.2.0"},
		"example.com/x//go/chi@main":        {Module: "example.com/x", Folder: "go/chi", Version: "main"},
		"example.com/x/v2//go":              {Module: "example.com/x/v2", Folder: "go"},
		"example.com/x@feature/better":      {Module: "example.com/x", Version: "feature/better"},
		"example.com/x@v2.0.0+incompatible": {Module: "example.com/x", Version: "v2.0.0+incompatible"},
	} {
		got, err := ParseSource(text)
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
		if again, err := ParseSource(got.String()); err != nil || again != got {
			t.Errorf("%q: %q is read as %+v, %v", text, got.String(), again, err)
		}
	}
	for _, text := range []string{
		"example.com/x@", "example.com/x@-flag", "example.com/x@v1 v2", "example.com/x@v1@v2", "example.com//../x", "example.com/x///etc",
		"example.com/x//a//b", "example.com/x//.", "example.com/X Y", "example.com/x/", "example.com/-x/\n", "newsvc@", "newsvc@../x", "example.com/x//-\x1b",
	} {
		if got, err := ParseSource(text); code(err) != "bad_pack_source" {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
	}
}
