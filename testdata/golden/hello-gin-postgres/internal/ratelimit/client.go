package ratelimit

import (
	"net/netip"
	"strings"
)

// ClientOf returns the address of the client that a request comes from. It is the
// peer's, unless the peer is trusted: then it is the last one in the X-Forwarded-For
// fields that no trusted proxy has. What stands before it there, any client can
// have written. A hop that is no address counts as the proxy that tells of it.
func ClientOf(trusted []netip.Prefix, peer string, forwarded []string) netip.Addr {
	client, _ := parseAddress(peer)
	hops := strings.Join(forwarded, ",")
	for hops != "" && isTrusted(trusted, client) {
		last := strings.LastIndexByte(hops, ',')
		hop, ok := parseAddress(strings.Trim(hops[last+1:], " \t"))
		if !ok {
			return client
		}
		client, hops = hop, hops[:max(last, 0)]
	}
	return client
}

// parseAddress accepts an address, and one with a port.
func parseAddress(text string) (netip.Addr, bool) {
	address, err := netip.ParseAddr(text)
	if err != nil {
		withPort, err := netip.ParseAddrPort(text)
		if err != nil {
			return netip.Addr{}, false
		}
		address = withPort.Addr()
	}
	return address.Unmap().WithZone(""), true
}

func isTrusted(trusted []netip.Prefix, address netip.Addr) bool {
	for _, network := range trusted {
		if network.Contains(address) {
			return true
		}
	}
	return false
}
