// Package config reads the service's configuration from the environment.
package config

import (
	"log/slog"
	"time"
)

// Config is all that can be configured. The tags are the variables' names, their
// defaults, the least value allowed, the words allowed, what empty means where that
// isn't the default, and whether a value is secret.
type Config struct {
	HTTP     HTTP
	Admin    Admin
	Log      Log
	Shutdown Shutdown
	Database Database
	Tracing  Tracing
}

// HTTP configures the server. All durations are bounds on a client or a request.
type HTTP struct {
	Addr              Address       `env:"HTTP_ADDR" default:":8080"`
	MaxBodyBytes      int64         `env:"HTTP_MAX_BODY_BYTES" default:"1048576" min:"1"`
	ReadHeaderTimeout time.Duration `env:"HTTP_READ_HEADER_TIMEOUT" default:"5s" min:"1ms"`
	ReadTimeout       time.Duration `env:"HTTP_READ_TIMEOUT" default:"30s" min:"1ms"`
	WriteTimeout      time.Duration `env:"HTTP_WRITE_TIMEOUT" default:"60s" min:"1ms"`
	IdleTimeout       time.Duration `env:"HTTP_IDLE_TIMEOUT" default:"120s" min:"1ms"`
	RequestTimeout    time.Duration `env:"HTTP_REQUEST_TIMEOUT" default:"20s" min:"1ms"`
	Auth              Auth
	RateLimit         RateLimit
}

// Admin configures the listener for operators. Who reaches it reads all that it shows.
type Admin struct {
	Addr  Address `env:"ADMIN_ADDR" default:"127.0.0.1:9090" empty:"none"`
	PPROF bool    `env:"PPROF" default:"false"`
}

// Log configures what is logged, and how.
type Log struct {
	Level  slog.Level `env:"LOG_LEVEL" default:"INFO"`
	Format string     `env:"LOG_FORMAT" default:"auto" oneof:"auto json text"`
}

// Shutdown configures how the service ends.
type Shutdown struct {
	Delay   time.Duration `env:"SHUTDOWN_DELAY" default:"0s" min:"0s"`
	Timeout time.Duration `env:"SHUTDOWN_TIMEOUT" default:"15s" min:"1ms"`
}
