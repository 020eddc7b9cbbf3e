package httpapi

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"example.com/hello/internal/entity"
)

var visible = regexp.MustCompile(`^[!-~]{1,128}$`)

// RequestID returns the ID that the client sent if it is visible ASCII, or a new one.
func RequestID(sent string) string {
	if visible.MatchString(sent) {
		return sent
	}
	return uuid.NewString()
}

// ETag returns the entity tag of a version.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// ParseTags returns the versions that an If-Match or If-None-Match field allows, any for
// an empty one. Tags may be weak: some proxies make them weak when they compress.
func ParseTags(field string) entity.Versions {
	if field == "" || strings.TrimSpace(field) == "*" {
		return nil
	}
	versions := entity.Versions{}
	for tag := range strings.SplitSeq(field, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		version, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 64)
		if err == nil && ETag(version) == tag {
			versions = append(versions, version)
		}
	}
	return versions
}
