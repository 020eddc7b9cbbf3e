go 1.26.0

require (
	github.com/labstack/echo/v5 v5.3.1
	golang.org/x/text v0.41.0 // indirect; implied by example.com/pins github.com/jackc/pgx/v5
)
