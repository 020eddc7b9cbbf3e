package extend

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/strict"
)

// Replacement is a file of a base that a pack replaces.
type Replacement struct {
	Path     string // in the base
	Recorded string // the digest of the file when the pack was written; empty: not recorded
	Actual   string // its digest now
	Mark     strict.Mark
}

// Changed reports whether the file of the base isn't the one that the pack was written for.
func (r Replacement) Changed() bool { return r.Recorded != r.Actual }

// PinsPath is the file from which the author's tool generates the components of a pack. Each
// pack of a chain has its own.
const PinsPath = "deps/pins.txt"

// noDigest matches what follows the path of a replaced file without a digest.
var noDigest = lazyregexp.New(`^(["']?[ \t]*:)(?:[ \t]*(?:""|''|~|null))?`)

var fileDigest = lazyregexp.New(`^sha256:[0-9a-f]{64}$`)

// Digest returns the digest of a file, as it is recorded under replaces.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// SplitLayer splits FOLDER/files/PATH and FOLDER/slots/PATH. FOLDER may be nested, as in
// store/sqlite. The results are empty for any other path.
func SplitLayer(path string) (folder, kind, rest string) {
	at := len(path)
	for _, name := range []string{"files", "slots"} {
		if i := strings.Index(path, "/"+name+"/"); i > 0 && i < at {
			at, kind = i, name
		}
	}
	if kind == "" {
		return "", "", ""
	}
	return path[:at], kind, path[at+len(kind)+2:]
}

// addFiles composes the files. Those of layers that drop out are left out.
func (m *merger) addFiles() {
	files, base := map[string]File{}, map[string]File{}
	for _, f := range m.base.Files {
		in, _ := strings.CutPrefix(f.Path, "layers/")
		folder, _, _ := SplitLayer(in)
		if f.Path == manifestName || f.Path == changelogName || f.Path == PinsPath || in != f.Path && m.dropped[folder] {
			continue
		}
		files[f.Path], base[f.Path] = f, f
	}
	replaced := map[string]string{} // by the path in the base, the pack's own
	for _, path := range slices.Sorted(maps.Keys(m.own)) {
		if other, ok := twin(path, base); ok {
			replaced[other] = path
			delete(files, other)
		}
	}
	for path, data := range m.own {
		files[path] = File{path, m.at + path, data}
	}
	m.readReplaces(base, replaced)
	for _, path := range slices.Sorted(maps.Keys(files)) {
		m.result.Files = append(m.result.Files, files[path])
	}
}

// twin returns the file of the base that is at the same path in services as one of the pack's.
func twin(path string, base map[string]File) (string, bool) {
	if _, ok := base[path]; ok {
		return path, true
	}
	if !strings.HasPrefix(path, "layers/") {
		return "", false
	}
	other, ok := strings.CutSuffix(path, ".tmpl")
	if !ok {
		other += ".tmpl"
	}
	_, ok = base[other]
	return other, ok
}

// readReplaces compares replaces with the files.
func (m *merger) readReplaces(base map[string]File, replaced map[string]string) {
	listed := map[string]bool{}
	if e, ok := m.given["replaces"]; ok {
		m.Mapping(e.value, "replaces", "replaces", func(path string, n *yaml.Node) {
			listed[path] = true
			f, ok := base[path]
			missing := n.Kind == yaml.ScalarNode && (n.ShortTag() == "!!null" || strings.TrimSpace(n.Value) == "")
			digest, isText := "", false
			if !missing {
				digest, isText = m.Text(n, "the digest of a replaced file")
			}
			switch {
			case !ok:
				m.Fail(n, "replaces: %s has no file %s", m.result.Bases[0], path)
				m.Problems.Suggest(path, slices.Collect(maps.Keys(replaced)))
			case replaced[path] == "":
				m.Fail(n, "replaces: this pack has no file %s", path)
				m.Problems.Hint("add it, or leave it out under replaces")
			case missing:
				m.result.Replaced = append(m.result.Replaced, Replacement{path, "", Digest(f.Data), m.Marks["replaces."+path]})
			case !isText:
			case !fileDigest().MatchString(digest):
				m.Fail(n, "replaces: %q is not a digest", digest)
				m.Problems.Hint("write %s: %s", path, Digest(f.Data))
			default:
				m.result.Replaced = append(m.result.Replaced, Replacement{path, digest, Digest(f.Data), strict.Mark{Path: m.Path, Line: n.Line, Column: n.Column}})
			}
		})
	}
	for _, path := range slices.Sorted(maps.Keys(replaced)) {
		if !listed[path] {
			m.Problems.Add(m.at+replaced[path], 0, "%s has this file too", m.result.Bases[0])
			m.Problems.Hint("to replace it, add under replaces, in pack.yaml: %s: %s", path, Digest(base[path].Data))
		}
	}
	slices.SortFunc(m.result.Replaced, func(a, b Replacement) int { return cmp.Compare(a.Path, b.Path) })
}

// Accept rewrites the digests of replaced files in the text of a manifest. The rest of the text
// stays as it is. It returns false if a digest isn't there, once and on its own line.
func Accept(manifest []byte, changed []Replacement) ([]byte, bool) {
	lines := strings.SplitAfter(string(manifest), "\n")
	for _, r := range changed {
		i := r.Mark.Line - 1
		if i < 0 || i >= len(lines) {
			return nil, false
		}
		if r.Recorded == "" {
			before, after, ok := strings.Cut(lines[i], r.Path)
			at := noDigest().FindStringSubmatchIndex(after)
			if !ok || at == nil {
				return nil, false
			}
			lines[i] = before + r.Path + after[:at[3]] + " " + r.Actual + after[at[1]:]
			continue
		}
		if strings.Count(lines[i], r.Recorded) != 1 {
			return nil, false
		}
		lines[i] = strings.Replace(lines[i], r.Recorded, r.Actual, 1)
	}
	return []byte(strings.Join(lines, "")), true
}
