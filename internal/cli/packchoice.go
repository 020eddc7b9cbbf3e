package cli

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/settings"
)

// packVariable is the environment variable that names the pack of new services.
const packVariable = "NEWSVC_PACK"

// packChoice is the pack of new services, and who chose it.
type packChoice struct{ document.PackChoice }

// chosen returns a pack and who chose it.
func chosen(source, by string) packChoice {
	return packChoice{document.PackChoice{Source: source, By: by}}
}

// choosePack returns the pack of new services: that of the flag, of the
// environment, of the settings, or the built-in one. An existing service has its
// own pack instead.
func (a *app) choosePack(ctx context.Context, flag string) (packChoice, error) {
	if flag != "" {
		return chosen(flag, "--pack"), nil
	}
	if source := a.env.Get(packVariable); source != "" {
		return chosen(source, packVariable), nil
	}
	user, err := settings.Read(ctx, a.env.ConfigFile())
	if err != nil {
		return packChoice{}, err
	}
	if source := user.Get(settings.Pack); source != "" {
		choice := chosen(source, user.Where(settings.Pack))
		return choice, choice.explain(checkPackSetting(source))
	}
	return chosen(packstore.BuiltIn, "default"), nil
}

// checkPackSetting refuses a folder whose place depends on the current folder.
func checkPackSetting(source string) error {
	parsed, err := packstore.ParseSource(source)
	if err == nil && parsed.Dir != "" && !filepath.IsAbs(parsed.Dir) {
		return fault.Usage("bad_config", "the pack %s is not an absolute path", source).
			WithHint("newsvc config pack DIR writes the absolute path of a folder")
	}
	return err
}

// explain adds to the failures of a pack who chose it, unless that is obvious.
func (c packChoice) explain(err error) error {
	if err == nil || c.By == "--pack" || c.By == "default" {
		return err
	}
	var errs []error
	for _, e := range fault.All(err) {
		explained := *e
		explained.Message = plain.Line(c.By) + ": " + e.Message
		errs = append(errs, &explained)
	}
	return errors.Join(errs...)
}

// openPack loads the pack of new services.
func (a *app) openPack(ctx context.Context, flag string) (*pack.Pack, packChoice, error) {
	choice, err := a.choosePack(ctx, flag)
	if err != nil {
		return nil, choice, err
	}
	p, err := a.host.Packs.Open(ctx, choice.Source)
	return p, choice, choice.explain(err)
}

// flag returns the value of --pack that chooses the same pack again, or "" for
// the built-in one by default.
func (c packChoice) flag(p *pack.Pack) string {
	switch {
	case p.Origin.Module != "":
		return packstore.Ref(p).Source()
	case c.By == "default":
		return ""
	}
	return c.Source
}
