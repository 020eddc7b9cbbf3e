package config_test

import (
	"fmt"
	"testing"

	"example.com/hello/internal/config"
)

func TestRateLimit(t *testing.T) {
	for name, tc := range map[string]struct {
		variable, text string
		want           string
	}{
		"no proxies":         {"TRUSTED_PROXIES", "", "{50 100 []}"},
		"networks":           {"TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8,", "{50 100 [10.0.0.0/8 fd00::/8]}"},
		"an address":         {"TRUSTED_PROXIES", "192.0.2.1", "{50 100 [192.0.2.1/32]}"},
		"one of both kinds":  {"TRUSTED_PROXIES", "::ffff:192.0.2.1", "{50 100 [192.0.2.1/32]}"},
		"a name":             {"TRUSTED_PROXIES", "proxy.example", "refused"},
		"too long a prefix":  {"TRUSTED_PROXIES", "10.0.0.0/33", "refused"},
		"an address's zone":  {"TRUSTED_PROXIES", "fe80::1%eth0", "refused"},
		"spaces for commas":  {"TRUSTED_PROXIES", "10.0.0.0/8 fd00::/8", "refused"},
		"one that is broken": {"TRUSTED_PROXIES", "10.0.0.0/8,10.0.0", "refused"},
		"a part of a rate":   {"RATE_LIMIT_RPS", "0.5", "{0.5 100 []}"},
		"no rate":            {"RATE_LIMIT_RPS", "0", "refused"},
		"a rate below zero":  {"RATE_LIMIT_RPS", "-1", "refused"},
		"an endless rate":    {"RATE_LIMIT_RPS", "Inf", "refused"},
		"no number":          {"RATE_LIMIT_RPS", "NaN", "refused"},
		"a unit":             {"RATE_LIMIT_RPS", "5/s", "refused"},
		"no burst":           {"RATE_LIMIT_BURST", "0", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := config.Parse(environment(map[string]string{tc.variable: tc.text}))
			got := fmt.Sprint(cfg.HTTP.RateLimit)
			if err != nil {
				got = "refused"
			}
			if got != tc.want {
				t.Errorf("got %s (%v), want %s", got, err, tc.want)
			}
		})
	}
}
