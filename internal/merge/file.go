package merge

import (
	"bytes"
	"encoding/json"
	"go/format"
	"go/parser"
	"go/printer"
	"go/token"
	"path"

	"go.yaml.in/yaml/v3"
)

// File merges what two sides made of a file, as Text does. Where the same lines
// changed on both sides, the file's language may say more. In Go, how gofmt
// aligns what stands below each other means nothing, so that a field with a long
// name doesn't conflict with an edit beside it. YAML and JSON are merged by
// their structure: what each side added, changed or took away is in the result
// as it stands there, comments included, where that surely means what a merge by
// meaning says. Lines that merge to what is no YAML or JSON, as when both sides
// added a key in different places, are merged so, too, and conflict as a whole where
// that can't be done.
func File(name string, base, ours, theirs []byte, names [3]string) (merged []byte, conflicts int) {
	merged, conflicts = Text(base, ours, theirs, names)
	if conflicts == 0 && breaks(name, merged, ours, theirs) {
		merged, conflicts = Text(nil, ours, theirs, names)
	}
	if conflicts == 0 {
		return merged, 0
	}
	again := func(_, _, _ []byte) ([]byte, bool) { return nil, false }
	switch path.Ext(name) {
	case ".go":
		again = goText
	case ".yaml", ".yml", ".json":
		again = structured
	}
	if data, ok := again(base, ours, theirs); ok {
		return data, 0
	}
	return merged, conflicts
}

// breaks reports whether a YAML or JSON file that was merged is none any more.
func breaks(name string, merged, ours, theirs []byte) bool {
	switch path.Ext(name) {
	case ".yaml", ".yml":
		return !isYAML(merged) && isYAML(ours) && isYAML(theirs)
	case ".json":
		return !isJSON(merged) && isJSON(ours) && isJSON(theirs)
	default:
		return false
	}
}

// isYAML reports whether a text is YAML, without a key that is there twice.
func isYAML(text []byte) bool {
	var document yaml.Node // To decode into anything else compares each key with each other.
	return yaml.Unmarshal(text, &document) == nil && once(&document)
}

// isJSON is isYAML for JSON.
func isJSON(text []byte) bool { return json.Valid(text) && isYAML(text) }

// goText merges Go files without their alignment, and aligns the result. It
// reports false for files that gofmt would change, or that aren't Go, and for
// conflicts.
func goText(base, ours, theirs []byte) ([]byte, bool) {
	var raw [3][]byte
	for i, text := range [3][]byte{base, ours, theirs} {
		var ok bool
		if raw[i], ok = unaligned(text); !ok {
			return nil, false
		}
	}
	data, conflicts := Text(raw[0], raw[1], raw[2], [3]string{})
	if conflicts > 0 {
		return nil, false
	}
	merged, err := format.Source(data)
	return merged, err == nil
}

// unaligned returns a Go file with one tab wherever gofmt aligns; false for
// one that gofmt wouldn't make of that again.
func unaligned(text []byte) ([]byte, bool) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, false
	}
	var raw bytes.Buffer
	if err := (&printer.Config{Mode: printer.RawFormat, Tabwidth: 8}).Fprint(&raw, files, file); err != nil {
		return nil, false
	}
	again, err := format.Source(raw.Bytes())
	return raw.Bytes(), err == nil && bytes.Equal(again, text)
}
