package server

import (
	"net"
	"net/netip"
	"time"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/ratelimit"
)

// resolveClient finds out who sends the request, behind trusted proxies too, and makes
// that what fiber takes for the peer.
func (s *Server) resolveClient(c fiber.Ctx) error {
	if len(s.cfg.RateLimit.TrustedProxies) == 0 {
		return c.Next()
	}
	peer := c.RequestCtx().Conn().RemoteAddr().String()
	forwarded := fieldsOf(c, fiber.HeaderXForwardedFor)
	if client := ratelimit.ClientOf(s.cfg.RateLimit.TrustedProxies, peer, forwarded); client.IsValid() {
		c.RequestCtx().SetRemoteAddr(net.TCPAddrFromAddrPort(netip.AddrPortFrom(client, 0)))
	}
	return c.Next()
}

// limitRate refuses the request of a client that sends too many.
func (s *Server) limitRate(c fiber.Ctx) error {
	if wait := s.limiter.Take(c.IP(), time.Now()); wait > 0 {
		return httpapi.RateLimited(wait)
	}
	return c.Next()
}
