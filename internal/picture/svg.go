//go:build unix

package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hinshun/vt10x"
)

// The size of a cell in pixels, and how long each frame is visible.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 16
	seconds    = 3
)

// frame is the content of a screen.
type frame [rows][columns]vt10x.Glyph

func capture(screen vt10x.Terminal) frame {
	screen.Lock()
	defer screen.Unlock()
	var f frame
	for y := range rows {
		for x := range columns {
			f[y][x] = screen.Cell(x, y)
		}
	}
	return f
}

// draw returns an animated SVG of the frames.
func draw(frames []frame) []byte {
	var b bytes.Buffer
	width, height := int(columns*cellWidth)+2*margin, rows*cellHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">`+"\n", width, height, width, height)
	share := 100 / float64(len(frames))
	fmt.Fprintf(&b, `<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: %s }
.b { font-weight: bold }
.f { visibility: hidden; animation: show %ds step-end infinite }
@keyframes show { 0%% { visibility: visible } %.4f%% { visibility: hidden } }
</style>
<rect width="100%%" height="100%%" rx="8" fill="%s"/>
`, foreground, seconds*len(frames), share, background)
	for n, f := range frames {
		fmt.Fprintf(&b, "<g class=\"f\" style=\"animation-delay: %ds\">\n", n*seconds)
		for y := range rows {
			f.row(&b, y)
		}
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// row draws one element per run of cells with the same style.
func (f frame) row(b *bytes.Buffer, y int) {
	for x := 0; x < columns; {
		start, look := x, f[y][x]
		var text strings.Builder
		for ; x < columns && f[y][x].FG == look.FG && f[y][x].BG == look.BG && f[y][x].Mode == look.Mode; x++ {
			text.WriteRune(max(f[y][x].Char, ' '))
		}
		left, top := margin+float64(start)*cellWidth, margin+y*cellHeight
		if look.BG != vt10x.DefaultBG {
			fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", left, top, float64(x-start)*cellWidth, cellHeight, hex(look.BG))
		}
		shown := strings.TrimLeft(text.String(), " ")
		left += float64(x-start-utf8.RuneCountInString(shown)) * cellWidth
		if shown = strings.TrimRight(shown, " "); shown == "" {
			continue
		}
		fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%.1f"%s>`, left, top+14, float64(utf8.RuneCountInString(shown))*cellWidth, style(look))
		_ = xml.EscapeText(b, []byte(strings.ReplaceAll(shown, " ", "\u00a0"))) // renderers collapse other spaces
		b.WriteString("</text>\n")
	}
}

func style(g vt10x.Glyph) string {
	var s string
	if g.FG != vt10x.DefaultFG {
		s = fmt.Sprintf(` style="fill:%s"`, hex(g.FG))
	}
	const bold = 1 << 2
	if g.Mode&bold != 0 {
		s += ` class="b"`
	}
	return s
}

const foreground, background = "#d8dee9", "#1e222a"

var ansi = [16]string{
	"#3b4252", "#bf616a", "#a3be8c", "#ebcb8b", "#81a1c1", "#b48ead", "#88c0d0", "#d8dee9",
	"#6b7589", "#d08770", "#b5d19c", "#f0d9a0", "#9bb8d3", "#c8a3c1", "#8fd0c5", "#eceff4",
}

// hex returns the RGB value of a terminal color: one of 16, one of 256, or true color.
func hex(c vt10x.Color) string {
	switch {
	case c == vt10x.DefaultFG:
		return foreground
	case c == vt10x.DefaultBG:
		return background
	case c < 16:
		return ansi[c]
	case c < 232:
		level := func(n vt10x.Color) vt10x.Color {
			if n == 0 {
				return 0
			}
			return 55 + 40*n
		}
		n := c - 16
		return fmt.Sprintf("#%02x%02x%02x", level(n/36), level(n/6%6), level(n%6))
	case c < 256:
		grey := 8 + 10*(c-232)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
	}
	return fmt.Sprintf("#%06x", uint32(c)&0xffffff)
}
