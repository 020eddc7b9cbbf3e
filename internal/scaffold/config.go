package scaffold

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

// Config is the user's settings for all services.
type Config struct {
	ModulePrefix string `yaml:"module_prefix"` // such as github.com/acme
}

// ReadConfig reads the user's settings. A missing file is an empty one.
func ReadConfig(file string) (Config, error) {
	var config Config
	if file == "" {
		return config, nil
	}
	data, err := rootfile.ReadNamed(context.Background(), file, rootfile.MaxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return config, nil
	}
	if err != nil {
		return config, fault.Failed("config", "read the user's settings").WithCause(err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&config); err != nil && !errors.Is(err, io.EOF) {
		return config, fault.Usage("bad_config", "%s", file).WithCause(err).
			WithHint("it contains one line: module_prefix: github.com/acme")
	}
	return config, nil
}
