package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"example.com/hello/internal/config"
)

const (
	// mostBytes is how long a JWK set may be.
	mostBytes = 1 << 20
	// fetchTime is how long it may take to come.
	fetchTime = 3 * time.Second
)

// source is where a JWK set is.
type source interface {
	// read reads it, within fetchTime and mostBytes.
	read() ([]byte, error)
}

func newSource(cfg config.Auth) source {
	if cfg.KeysFile != "" {
		return fileSource{name: cfg.KeysFile}
	}
	return urlSource{url: string(cfg.KeysURL), client: &http.Client{
		// Wherever that leads is not where the configuration says that the keys are.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

type fileSource struct{ name string }

func (s fileSource) read() ([]byte, error) {
	file, err := os.Open(s.name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return readAll(file)
}

type urlSource struct {
	url    string
	client *http.Client
}

func (s urlSource) read() ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), fetchTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, http.NoBody)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/jwk-set+json, application/json")
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", request.URL.Redacted(), response.Status)
	}
	return readAll(response.Body)
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err == nil && len(data) > mostBytes {
		err = errors.New("longer than any JWK set")
	}
	return data, err
}
