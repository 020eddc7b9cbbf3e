package settings

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// Set gives a key a value in a file of settings, or removes the key if the value
// is empty. All other lines of the file, and its comments, stay. The file is
// replaced at once; a link to it stays a link.
func Set(ctx context.Context, file, key, text string) error {
	if file == "" {
		return fault.Failed("config", "the user has no home folder for settings").WithHint("set XDG_CONFIG_HOME or HOME")
	}
	if _, err := Read(ctx, file); err != nil {
		return err // a file with mistakes isn't rewritten
	}
	doc, err := parseFile(ctx, file)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if doc == nil { // there may be comments
		data, err := rootfile.ReadNamed(ctx, file, rootfile.MaxRecord)
		if err == nil && len(data) > 0 {
			b.WriteString(strings.TrimRight(string(data), "\n") + "\n\n")
		}
		doc = &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode, Tag: "!!map"}}}
	}
	comment := edit(doc.Content[0], key, text)
	if len(doc.Content[0].Content) > 0 {
		encoder := yaml.NewEncoder(&b)
		encoder.SetIndent(2)
		if err := errors.Join(encoder.Encode(doc), encoder.Close()); err != nil {
			return fault.Failed("config", "write the user's settings").WithCause(err)
		}
	}
	if comment != "" {
		b.WriteString(comment + "\n")
	}
	if err := replace(file, b.Bytes()); err != nil {
		return fault.Failed("config", "write the user's settings").WithCause(err)
	}
	return nil
}

// edit changes a key of a mapping. It returns the comment before a key that it
// removed.
func edit(doc *yaml.Node, key, text string) (comment string) {
	v := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	for i := 0; i+1 < len(doc.Content); i += 2 {
		if doc.Content[i].Value != key {
			continue
		}
		if text == "" {
			comment = doc.Content[i].HeadComment
			doc.Content = append(doc.Content[:i:i], doc.Content[i+2:]...)
			return comment
		}
		v.LineComment = doc.Content[i+1].LineComment
		doc.Content[i+1] = v
		return ""
	}
	if text != "" {
		doc.Content = append(doc.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, v)
	}
	return ""
}

// replace writes a file beside another one and renames it into its place.
func replace(file string, data []byte) (err error) {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	}
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(file); err == nil {
		mode = info.Mode().Perm()
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
