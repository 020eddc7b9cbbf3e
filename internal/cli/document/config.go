package document

import (
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/settings"
)

// Config is the user's settings.
type Config struct {
	Header
	File     string            `json:"file"` // it need not exist
	Settings map[string]string `json:"settings"`

	Shown string `json:"-"` // the key whose value alone is printed; empty: all
}

func (d Config) print(p *Printer) error {
	var b plain.Builder
	if d.Shown != "" {
		if value := d.Settings[d.Shown]; value != "" {
			b.Printf("%s\n", value)
		}
		return p.Say(b.Text())
	}
	for _, key := range settings.Keys {
		b.Printf("%-13s  %s\n", key, dash(d.Settings[key]))
	}
	p.Note("these settings are in %s", OrWord(d.File, "no file"))
	return p.Say(b.Text())
}
