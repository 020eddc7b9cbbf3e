package config

// Database configures the SQLite database.
type Database struct {
	// URL is a path, or a file: URI as SQLite reads it.
	URL            string `env:"DATABASE_URL" default:"file:shop.db"`
	MigrateOnStart bool   `env:"MIGRATE_ON_START" default:"true"`
}
