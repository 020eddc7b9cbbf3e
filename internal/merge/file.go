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

// File merges two versions of a file with their base, as Text does, except that line
// endings don't count: ours keeps those that it has. If that conflicts, it tries a merge
// that knows the file's language.
//
// In Go, the alignment by gofmt has no meaning, so a new field with a long name
// doesn't conflict with an edit on the next line. YAML and JSON are merged by
// structure: the result contains the lines that each side added or changed,
// comments included, provided that it has the same meaning as a merge of the
// parsed values. The structural merge also runs if the merged lines aren't valid
// YAML or JSON any more, for example because both sides added the same key in
// different places. If it fails, the whole file is one conflict.
func File(name string, base, ours, theirs []byte, names [3]string) (merged []byte, conflicts int) {
	if isBinary(base, ours, theirs) {
		return Text(base, ours, theirs, names)
	}
	merged, conflicts = mergeFile(name, unix(base), unix(ours), unix(theirs), names)
	return KeepEndings(ours, merged), conflicts
}

// mergeFile is File for texts whose lines end in LF.
func mergeFile(name string, base, ours, theirs []byte, names [3]string) (merged []byte, conflicts int) {
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

// breaks reports whether merging turned valid YAML or JSON into an invalid file.
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

// isYAML reports whether a text is valid YAML without duplicate keys.
func isYAML(text []byte) bool {
	var document yaml.Node // Decoding into any other type compares each key with every other key.
	return yaml.Unmarshal(text, &document) == nil && once(&document)
}

// isJSON reports whether a text is valid JSON without duplicate keys.
func isJSON(text []byte) bool { return json.Valid(text) && isYAML(text) }

// goText merges Go files without their alignment, then formats the result. It
// reports false if a file isn't Go, isn't formatted by gofmt, or conflicts.
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

// unaligned returns a Go file with a single tab wherever gofmt aligns. It
// reports false if gofmt wouldn't restore the original file from that.
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
