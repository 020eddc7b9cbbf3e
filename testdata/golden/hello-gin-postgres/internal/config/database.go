package config

// Database configures the PostgreSQL database.
type Database struct {
	// URL is a PostgreSQL URL; pool_max_conns in its query bounds the connections.
	URL            string `env:"DATABASE_URL" default:"postgres://localhost:5432/hello"`
	MigrateOnStart bool   `env:"MIGRATE_ON_START" default:"true"`
}
