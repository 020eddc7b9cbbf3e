package sqlite

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// fileLocation is where a database is, and with which settings it is opened.
type fileLocation struct {
	path     string
	settings url.Values
}

// parseURL understands a path, and a file: URI, whose query may hold settings of
// the driver (modernc.org/sqlite). What isn't a file is refused: each connection would
// have a database of its own.
func parseURL(text string) (fileLocation, error) {
	rest, isURI := strings.CutPrefix(text, "file:")
	if !isURI {
		if text == "" || text == ":memory:" || strings.Contains(text, "://") {
			return fileLocation{}, errors.New("DATABASE_URL: must be a path or a file: URI")
		}
		return fileLocation{path: text, settings: url.Values{}}, nil
	}
	rest, query, _ := strings.Cut(rest, "?")
	settings, err := url.ParseQuery(query)
	if err != nil {
		return fileLocation{}, fmt.Errorf("DATABASE_URL: %w", err)
	}
	path, err := uriPath(rest)
	if err != nil {
		return fileLocation{}, fmt.Errorf("DATABASE_URL: %w", err)
	}
	if path == "" || path == ":memory:" || settings.Get("mode") == "memory" {
		return fileLocation{}, errors.New("DATABASE_URL: a database in memory can't be shared by connections: name a file")
	}
	return fileLocation{path: path, settings: settings}, nil
}

// uriPath returns the path in what follows "file:", an empty or a local host before it or none.
func uriPath(rest string) (string, error) {
	if authority, ok := strings.CutPrefix(rest, "//"); ok {
		host, path, _ := strings.Cut(authority, "/")
		if host != "" && host != "localhost" {
			return "", fmt.Errorf("the host %q isn't this one", host)
		}
		rest = "/" + path
	}
	path, err := url.PathUnescape(rest)
	if err != nil {
		return "", err
	}
	if drive := strings.TrimPrefix(path, "/"); filepath.VolumeName(drive) != "" {
		path = drive
	}
	return filepath.FromSlash(path), nil
}

// dsn returns what the driver takes to open the file, which must exist, with
// pragmas such as "query_only(1)".
func (l fileLocation) dsn(pragmas ...string) string {
	settings := url.Values{"_pragma": pragmas}
	settings.Set("_txlock", "immediate")
	for name, values := range l.settings {
		settings[name] = append(settings[name], values...)
	}
	settings.Set("mode", "rw")
	path := filepath.ToSlash(l.path)
	if filepath.VolumeName(l.path) != "" {
		path = "///" + path
	}
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) + "?" + settings.Encode()
}
