package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// userConfig is what a person says once for all their services.
type userConfig struct {
	ModulePrefix string `yaml:"module_prefix"` // such as github.com/acme
}

// readConfig reads the user's config file. A missing one is an empty one.
func readConfig(file string) (userConfig, error) {
	var config userConfig
	if file == "" {
		return config, nil
	}
	data, err := rootfile.ReadNamed(context.Background(), file, rootfile.MaxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return config, nil
	}
	if err != nil {
		return config, fault.Failed("config", "read the user's settings").Because(err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&config); err != nil && !errors.Is(err, io.EOF) {
		return config, fault.Usage("bad_config", "%s", file).Because(err).
			WithHint("it holds one line: module_prefix: github.com/acme")
	}
	return config, nil
}
