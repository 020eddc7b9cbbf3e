package server

import (
	"net"
	"net/http"
)

// followState is a ConnState hook of http.Server.
func followState(conn net.Conn, state http.ConnState) {
	tracked, ok := conn.(*trackedConn)
	if !ok {
		return
	}
	switch state {
	case http.StateActive:
		tracked.begin()
	case http.StateIdle:
		tracked.rest()
	case http.StateHijacked:
		tracked.all.remove(tracked)
	default:
	}
}
