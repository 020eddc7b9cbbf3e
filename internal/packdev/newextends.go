package packdev

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

const extendingManifest = `format: 1
name: %[1]s
version: 0.1.0
description: Services as we write them
extends: %[2]s
%[3]slayers:
  - folder: %[1]s
`

const (
	pageText    = "# %s\n\nThis service follows the conventions of the pack %[1]s. Write here what its developers should know.\n"
	answersText = "# A case: the answers of a service. The folder with the same name has what the pack renders\n# from them; newsvc pack test --update writes it.\n"
)

// extending returns the files of a new pack that extends another one, without golden trees.
func extending(ctx context.Context, host service.Host, dir, name, extends string) (tree.Tree, error) {
	base, err := host.Packs.Open(ctx, extends)
	if err != nil {
		return nil, err
	}
	if base.Manifest.Name == name {
		return nil, fault.Usage("bad_name", "the pack and the one that it extends can't both be called %s", name).WithHint("choose another name: --name acme")
	}
	reference, sum, err := reference(dir, extends, base)
	if err != nil {
		return nil, err
	}
	answers := answersText
	values := withTexts(base.Manifest, map[string]any{})
	for _, o := range base.Manifest.Options {
		if value, ok := values[o.Name]; ok && o.Default == nil {
			answers += fmt.Sprintf("%s: %s\n", o.Name, spec.FormatValue(value))
		}
	}
	if answers == answersText {
		answers += "{}\n"
	}
	return tree.Tree{
		"pack.yaml": {Data: fmt.Appendf(nil, extendingManifest, name, reference, sum)},
		fmt.Sprintf("layers/%[1]s/files/docs/%[1]s.md", name): {Data: fmt.Appendf(nil, pageText, name)},
		CasesFolder + "/defaults.yaml":                        {Data: []byte(answers)},
	}, nil
}

// reference returns what a manifest says about the pack that it extends: the line of extends,
// and that of the checksum.
func reference(dir, extends string, base *pack.Pack) (text, sum string, err error) {
	source, err := packstore.ParseSource(extends)
	switch {
	case err != nil:
		return "", "", err
	case source.Module != "":
		return packstore.Ref(base).Source(), "sum: " + base.Origin.Sum + "\n", nil
	case source.Dir == "":
		return packstore.BuiltIn + "@" + base.Manifest.Version, "", nil
	}
	from, err := filepath.Abs(source.Dir)
	if err == nil {
		from, err = filepath.Rel(dir, from)
	}
	if err != nil {
		return "", "", fault.Usage("bad_base", "there is no relative path from %s to %s", dir, source.Dir).WithCause(err).
			WithHint("extend a version of a Go module")
	}
	if text = filepath.ToSlash(from); !strings.HasPrefix(text, ".") {
		text = "./" + text
	}
	return text, "", nil
}
