package render_test

import (
	"os"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
)

func BenchmarkRender(b *testing.B) {
	tests := map[string]struct {
		folder string
		values map[string]any
	}{
		"toy":      {toyFolder, map[string]any{"name": "hello"}},
		"built in": {"../../templates", map[string]any{"name": "hello", "module": "example.com/hello"}},
	}
	for name, tt := range tests {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				// A process loads and renders once: parsing is a part of it.
				b.StopTimer()
				p, err := pack.Load(os.DirFS(tt.folder))
				if err != nil {
					b.Fatal(err)
				}
				s := resolve(b, p, tt.values)
				b.StartTimer()
				if _, err := render.Render(b.Context(), p, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
