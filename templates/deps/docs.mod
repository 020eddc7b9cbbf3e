go 1.26.0

require (
	github.com/swaggest/swgui v1.8.5
	github.com/andybalholm/brotli v1.2.2 // indirect; implied by example.com/pins github.com/gofiber/fiber/v3
	github.com/stretchr/testify v1.11.1 // indirect; implied by github.com/gin-gonic/gin github.com/gofiber/fiber/v3 github.com/gofiber/utils/v2 github.com/jackc/pgx/v5 github.com/labstack/echo/v5 github.com/quic-go/quic-go
	github.com/vearutop/statigz v1.4.0 // indirect
)
