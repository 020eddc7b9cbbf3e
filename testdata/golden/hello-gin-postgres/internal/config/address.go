package config

import (
	"errors"
	"net"
	"strconv"
)

// Address is where to listen: HOST:PORT, the host empty for all of the machine's.
type Address string

// UnmarshalText accepts what has a host, which may be empty, and a numeric port.
func (a *Address) UnmarshalText(text []byte) error {
	_, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return errors.New("must be HOST:PORT or :PORT")
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return errors.New("must end in a port from 0 to 65535")
	}
	*a = Address(text)
	return nil
}

// String returns the address as net.Listen takes it.
func (a Address) String() string { return string(a) }
