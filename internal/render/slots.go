package render

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
)

// contribution is the rendered text of a fragment for a slot.
type contribution struct {
	fragment *pack.Fragment
	phase    int
	item     string
	text     string
}

// fillSlots renders the fragments of all active layers. It runs before the files are
// rendered.
func (r *renderer) fillSlots() error {
	bySlot := map[string][]contribution{}
	for _, layer := range r.active {
		for _, f := range r.pack.Fragments(layer.Folder) {
			for _, view := range r.data.views(layer.Each) {
				c, err := r.contribute(f, view)
				if err := r.collect(err); err != nil {
					return err
				}
				if err == nil {
					bySlot[f.Slot] = append(bySlot[f.Slot], c)
				}
			}
		}
	}
	slots := map[string]string{}
	for name, all := range bySlot {
		text, err := joined(all)
		if err := r.collect(err); err != nil {
			return err
		}
		slots[name] = text
	}
	r.slots = slots
	return nil
}

func (r *renderer) contribute(f *pack.Fragment, view Data) (contribution, error) {
	data, err := r.text(f.Source, view)
	if err != nil {
		return contribution{}, err
	}
	phase := slices.Index(r.pack.Manifest.Slot(f.Slot).Phases, f.Phase)
	return contribution{fragment: f, phase: phase, item: view.item(), text: string(data)}, nil
}

// joined joins contributions, sorted by phase, key and item. Each begins with a line break
// and doesn't end with one.
func joined(all []contribution) (string, error) {
	slices.SortFunc(all, func(a, b contribution) int {
		return cmp.Or(cmp.Compare(a.phase, b.phase), cmp.Compare(a.fragment.Key, b.fragment.Key), cmp.Compare(a.item, b.item),
			cmp.Compare(a.fragment.Path, b.fragment.Path))
	})
	var text strings.Builder
	for i, c := range all {
		if i > 0 {
			if last := all[i-1]; last.phase == c.phase && last.fragment.Key == c.fragment.Key && last.fragment.Layer != c.fragment.Layer {
				return "", badPackAt(c.fragment.Path, "layers %s and %s both fill slot %s under the key %s",
					last.fragment.Layer, c.fragment.Layer, c.fragment.Slot, c.fragment.Key)
			}
		}
		if body := strings.TrimRight(c.text, "\n"); body != "" {
			text.WriteString("\n" + body)
		}
	}
	return text.String(), nil
}

// slot implements the template function slot.
func (r *renderer) slot(name string) (string, error) {
	if r.slots == nil {
		return "", errors.New("a fragment can't contain a slot")
	}
	return r.slots[name], nil
}
