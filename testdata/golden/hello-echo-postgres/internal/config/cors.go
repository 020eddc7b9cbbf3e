package config

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// CORS configures which pages may call the service from a browser.
type CORS struct {
	AllowedOrigins Origins `env:"CORS_ALLOWED_ORIGINS"`
}

// Origins are origins of pages as browsers send them: https://app.example.
type Origins []string

// UnmarshalText accepts origins with commas between.
func (o *Origins) UnmarshalText(text []byte) error {
	var origins Origins
	for part := range strings.SplitSeq(string(text), ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if err := checkOrigin(part); err != nil {
			return err
		}
		origins = append(origins, part)
	}
	*o = origins
	return nil
}

// defaultPorts are those that a browser leaves out.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

func checkOrigin(text string) error {
	parsed, err := url.Parse(text)
	if err != nil || parsed.Host == "" || strings.Contains(parsed.Host, "*") || text != parsed.Scheme+"://"+parsed.Host {
		return errors.New("must be origins such as https://app.example, with no path and no star")
	}
	host := strings.ToLower(parsed.Host)
	if port := parsed.Port(); port == "" || port == defaultPorts[parsed.Scheme] {
		host = strings.TrimSuffix(host, ":"+port)
	}
	if host != parsed.Host {
		return fmt.Errorf("must be origins as browsers send them: %s://%s", parsed.Scheme, host)
	}
	return nil
}
