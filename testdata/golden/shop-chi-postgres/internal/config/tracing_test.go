package config_test

import (
	"strings"
	"testing"

	"example.com/shop/internal/config"
)

func TestWhereTracesGo(t *testing.T) {
	const base, traces = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
	for name, tc := range map[string]struct {
		set  map[string]string
		want string
	}{
		"nowhere":                     {nil, ""},
		"to a collector":              {map[string]string{base: "http://c:4318"}, "http://c:4318/v1/traces"},
		"to a collector below a path": {map[string]string{base: "https://c/otlp/"}, "https://c/otlp/v1/traces"},
		"where only they go":          {map[string]string{base: "http://c:4318", traces: "http://t/in"}, "http://t/in"},
		"nowhere, for they are off":   {map[string]string{base: "http://c:4318", "OTEL_SDK_DISABLED": "true"}, ""},
		"nowhere, for nothing does":   {map[string]string{base: "http://c:4318", "OTEL_TRACES_EXPORTER": "none"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := config.Parse(environment(tc.set))
			if got := cfg.Tracing.URL(); err != nil || got != tc.want {
				t.Errorf("got %q, %v, want %q", got, err, tc.want)
			}
		})
	}
	for _, wrong := range []string{"c:4318", "grpc://c:4317", "http://", "http://c:port", "/v1/traces", "c://secret@c"} {
		if _, err := config.Parse(environment(map[string]string{base: wrong})); err == nil || !strings.Contains(err.Error(), base) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", wrong, err)
		}
	}
}

func TestHeadersOfExports(t *testing.T) {
	const all, traces = "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"
	cfg, err := config.Parse(environment(map[string]string{all: "authorization=Bearer%20abc%3D, x-tenant = 7,"}))
	if got := cfg.Tracing.Header(); err != nil || len(got) != 2 || got.Get("Authorization") != "Bearer abc=" || got.Get("X-Tenant") != "7" {
		t.Errorf("got %v, %v", got, err)
	}
	cfg, err = config.Parse(environment(map[string]string{all: "a=1", traces: "b=2"}))
	if got := cfg.Tracing.Header(); err != nil || len(got) != 1 || got.Get("B") != "2" {
		t.Errorf("got %v, %v", got, err)
	}
	for _, wrong := range []string{"secret", "=secret", "a b=secret", "a=%secret"} {
		_, err := config.Parse(environment(map[string]string{all: wrong}))
		if err == nil || !strings.Contains(err.Error(), all) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", wrong, err)
		}
	}
}
