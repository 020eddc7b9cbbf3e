package pack_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/newsvc/newsvc/internal/pack"
)

// large is a pack of the size of a real one: 20 layers, 160 templates of 3 KB.
func large(b *testing.B) fstest.MapFS {
	manifest, err := os.ReadFile(toyFolder + "/pack.yaml")
	if err != nil {
		b.Fatal(err)
	}
	files := memory(b, toyFolder).(fstest.MapFS)
	body := strings.Repeat("[[range .Resources]]\n\tfmt.Println([[quote .Name]])\n[[end]]\nfunc f() {\n\treturn [[.Options.name]] // a comment as long as a line of code is\n}\n", 22)
	layers := "layers:\n"
	for i := range 20 {
		layers += fmt.Sprintf("  - folder: l%d\n    when: {server: plain}\n", i)
		for j := range 8 {
			files[fmt.Sprintf("layers/l%d/files/internal/p%d/f%d.go.tmpl", i, i, j)] = &fstest.MapFile{Data: []byte(body)}
		}
	}
	files["pack.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(manifest), "layers:\n", layers, 1))}
	return files
}

func BenchmarkLarge(b *testing.B) {
	files := large(b)
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			if _, err := pack.Load(files); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("load and check", func(b *testing.B) {
		for b.Loop() {
			if err := loadAndCheck(files); err != nil {
				b.Fatal(err)
			}
		}
	})
}
