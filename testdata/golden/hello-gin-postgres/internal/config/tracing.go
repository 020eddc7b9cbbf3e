package config

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Tracing configures the export of traces, by OpenTelemetry's own variables: those that
// speak of traces hold instead of those that don't.
type Tracing struct {
	Disabled       bool        `env:"OTEL_SDK_DISABLED" default:"false"`
	Exporter       string      `env:"OTEL_TRACES_EXPORTER" default:"otlp" oneof:"otlp none"`
	ServiceName    string      `env:"OTEL_SERVICE_NAME" default:"hello"`
	Endpoint       Endpoint    `env:"OTEL_EXPORTER_OTLP_ENDPOINT" default:"" secret:"true"`
	TracesEndpoint Endpoint    `env:"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" default:"" secret:"true"`
	Headers        HeaderPairs `env:"OTEL_EXPORTER_OTLP_HEADERS" default:"" secret:"true"`
	TracesHeaders  HeaderPairs `env:"OTEL_EXPORTER_OTLP_TRACES_HEADERS" default:"" secret:"true"`
	TimeoutMillis  int64       `env:"OTEL_EXPORTER_OTLP_TIMEOUT" default:"10000" min:"1"`
	Certificate    string      `env:"OTEL_EXPORTER_OTLP_CERTIFICATE" default:""`
}

// URL returns where traces go: "" means nowhere.
func (t Tracing) URL() string {
	switch {
	case t.Disabled, t.Exporter == "none":
		return ""
	case t.TracesEndpoint != "" || t.Endpoint == "":
		return string(t.TracesEndpoint)
	default:
		at, _ := url.JoinPath(string(t.Endpoint), "v1", "traces") // It was parsed before.
		return at
	}
}

// Header returns the fields that each export has.
func (t Tracing) Header() http.Header {
	header, _ := cmp.Or(t.TracesHeaders, t.Headers).parse() // It was parsed before.
	return header
}

// Timeout returns how long an export may take.
func (t Tracing) Timeout() time.Duration { return time.Duration(t.TimeoutMillis) * time.Millisecond }

// Endpoint is the URL of a collector that takes OTLP over HTTP, or empty.
type Endpoint string

// UnmarshalText accepts http and https URLs.
func (e *Endpoint) UnmarshalText(text []byte) error {
	at, err := url.Parse(string(text))
	if len(text) > 0 && (err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "") {
		return errors.New("must be the http or https URL of a collector")
	}
	*e = Endpoint(text)
	return nil
}

// HeaderPairs are fields of a header: NAME=VALUE,…, the values as in a URL.
type HeaderPairs string

// UnmarshalText accepts pairs.
func (h *HeaderPairs) UnmarshalText(text []byte) error {
	*h = HeaderPairs(text)
	_, err := h.parse()
	return err
}

func (h HeaderPairs) parse() (http.Header, error) {
	header := http.Header{}
	for pair := range strings.SplitSeq(string(h), ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, escaped, found := strings.Cut(pair, "=")
		value, err := url.PathUnescape(strings.TrimSpace(escaped))
		if name = strings.TrimSpace(name); !found || name == "" || strings.ContainsAny(name, " \t:") || err != nil {
			return nil, errors.New("must be NAME=VALUE,NAME=VALUE")
		}
		header.Add(name, value)
	}
	return header, nil
}
