// Package config reads the service's configuration from environment variables.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Config is the whole configuration. README.md explains each variable.
type Config struct {
	HTTP
	Auth
	Database
	LogLevel  slog.Level `env:"LOG_LEVEL" envDefault:"INFO"`
	LogFormat LogFormat  `env:"LOG_FORMAT" envDefault:"auto"`
}

// HTTP is the configuration of the API's server.
type HTTP struct {
	Addr              Addr          `env:"HTTP_ADDR" envDefault:":8080"`
	Port              uint16        `env:"PORT"` // if HTTP_ADDR is not set, as platforms set it
	MaxBodyBytes      uint32        `env:"HTTP_MAX_BODY_BYTES" envDefault:"1048576"`
	ReadHeaderTimeout time.Duration `env:"HTTP_READ_HEADER_TIMEOUT" envDefault:"5s"`
	ReadTimeout       time.Duration `env:"HTTP_READ_TIMEOUT" envDefault:"30s"`
	WriteTimeout      time.Duration `env:"HTTP_WRITE_TIMEOUT" envDefault:"60s"`
	IdleTimeout       time.Duration `env:"HTTP_IDLE_TIMEOUT" envDefault:"120s"`
	RequestTimeout    time.Duration `env:"HTTP_REQUEST_TIMEOUT" envDefault:"20s"`
	ShutdownDelay     time.Duration `env:"SHUTDOWN_DELAY" envDefault:"0s"`
	ShutdownTimeout   time.Duration `env:"SHUTDOWN_TIMEOUT" envDefault:"15s"`
	RateLimitRPS      Positive      `env:"RATE_LIMIT_RPS" envDefault:"50"`
	RateLimitBurst    Positive      `env:"RATE_LIMIT_BURST" envDefault:"100"`
	TrustedProxies    Networks      `env:"TRUSTED_PROXIES"`
}

// Auth configures which tokens are accepted. Either JWKSURL or JWKSFile is set.
type Auth struct {
	Issuer   string `env:"AUTH_ISSUER,notEmpty"`
	Audience string `env:"AUTH_AUDIENCE,notEmpty"`
	JWKSURL  string `env:"AUTH_JWKS_URL"`
	JWKSFile string `env:"AUTH_JWKS_FILE"`
}

// Database is the configuration of the store.
type Database struct {
	DatabaseURL    string `env:"DATABASE_URL" envDefault:"postgres://localhost:5432/hello"`
	MigrateOnStart bool   `env:"MIGRATE_ON_START" envDefault:"true"`
}

// Load reads Config, or the part of it that a command needs, from environment
// variables of the form NAME=VALUE. Its error names every variable that is missing or
// invalid. An empty variable counts as not set.
func Load[T any](environ []string) (T, error) {
	vars := env.ToMap(environ)
	if _, err := strconv.ParseUint(vars["PORT"], 10, 16); err == nil && vars["HTTP_ADDR"] == "" {
		vars["HTTP_ADDR"] = ":" + vars["PORT"]
	}
	options := env.Options{Environment: vars}
	cfg, err := env.ParseAsWithOptions[T](options)
	if err != nil {
		err = problems[T](options)
	}
	return cfg, err
}

// problems parses each variable alone, because the errors of the env package name the
// fields of the struct instead of the variables.
func problems[T any](options env.Options) error {
	params, err := env.GetFieldParams(new(T))
	all := []error{err}
	vars := options.Environment
	for _, param := range params {
		if param.NotEmpty && vars[param.Key] == "" {
			all = append(all, fmt.Errorf("%s must be set", param.Key))
		}
		options.Environment = map[string]string{param.Key: vars[param.Key]}
		_, err := env.ParseAsWithOptions[T](options)
		if parsing, ok := errors.AsType[env.ParseError](err); ok {
			all = append(all, fmt.Errorf("%s: %w", param.Key, parsing.Err))
		}
	}
	return errors.Join(all...)
}

// Addr is a host and a port to listen on.
type Addr string

// UnmarshalText parses an address such as :8080 or 127.0.0.1:9090.
func (a *Addr) UnmarshalText(text []byte) error {
	*a = Addr(text)
	_, err := net.ResolveTCPAddr("tcp", string(text))
	return err
}

// Positive is a number above 0.
type Positive float64

// UnmarshalText parses a number.
func (p *Positive) UnmarshalText(text []byte) error {
	number, err := strconv.ParseFloat(string(text), 64)
	if *p = Positive(number); err != nil || number <= 0 || math.IsNaN(number) || math.IsInf(number, 0) {
		return fmt.Errorf("%q is not a number above 0", text)
	}
	return nil
}

// Networks are in CIDR notation, such as 10.0.0.0/8.
type Networks []string

// UnmarshalText parses networks that are separated by commas.
func (n *Networks) UnmarshalText(text []byte) error {
	*n = strings.Split(string(text), ",")
	for _, network := range *n {
		if _, err := netip.ParsePrefix(network); err != nil {
			return fmt.Errorf("%q is not a network such as 10.0.0.0/8", network)
		}
	}
	return nil
}

// LogFormat is auto, json or text.
type LogFormat string

// UnmarshalText parses a format.
func (f *LogFormat) UnmarshalText(text []byte) error {
	*f = LogFormat(text)
	if *f != "auto" && *f != "json" && *f != "text" {
		return fmt.Errorf("%q is not auto, json or text", text)
	}
	return nil
}
