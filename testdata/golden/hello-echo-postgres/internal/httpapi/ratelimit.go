package httpapi

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"example.com/hello/internal/failure"
)

// RateLimited refuses a request of a client that may send the next after some time.
func RateLimited(after time.Duration) error {
	seconds := strconv.FormatFloat(max(math.Ceil(after.Seconds()), 1), 'f', 0, 64)
	return RequestError{Reason: failure.RateLimited, Header: http.Header{"Retry-After": {seconds}}}
}
