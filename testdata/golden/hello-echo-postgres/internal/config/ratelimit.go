package config

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

// RateLimit configures how many requests a client may send.
type RateLimit struct {
	// PerSecond is how many requests a second a client may send for ever, Burst how
	// many it may send at once after a pause.
	PerSecond Rate  `env:"RATE_LIMIT_RPS" default:"50"`
	Burst     int64 `env:"RATE_LIMIT_BURST" default:"100" min:"1"`
	// TrustedProxies are the peers whose X-Forwarded-For is believed.
	TrustedProxies Networks `env:"TRUSTED_PROXIES"`
}

// Rate is how often something may happen in a second.
type Rate float64

const (
	leastRate = 0.001
	mostRate  = 1e9
)

// UnmarshalText accepts a number with or without a fraction.
func (r *Rate) UnmarshalText(text []byte) error {
	number, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !(number >= leastRate && number <= mostRate) {
		return errors.New("must be a number from 0.001 to 1000000000")
	}
	*r = Rate(number)
	return nil
}

// Networks are networks of IP addresses.
type Networks []netip.Prefix

// UnmarshalText accepts networks as in 10.0.0.0/8, and addresses, with commas between.
func (n *Networks) UnmarshalText(text []byte) error {
	var networks Networks
	for part := range strings.SplitSeq(string(text), ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		network, err := parseNetwork(part)
		if err != nil {
			return errors.New("must be networks such as 10.0.0.0/8,fd00::/8")
		}
		networks = append(networks, network)
	}
	*n = networks
	return nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		return netip.ParsePrefix(text)
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	if address.Zone() != "" {
		return netip.Prefix{}, errors.New("a network has no zone")
	}
	address = address.Unmap()
	return address.Prefix(address.BitLen())
}
