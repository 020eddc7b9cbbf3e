package compression

import "strings"

// A strong entity tag must be another one for each encoding (RFC 9110, section 8.8.3),
// so the compressed representation has a tag of its own.
const gzipSuffix = `-gzip"`

// gzipTag returns the tag of the compressed representation.
func gzipTag(etag string) string {
	return strings.TrimSuffix(etag, `"`) + gzipSuffix
}

// PlainTags returns an If-Match or If-None-Match with the tags of what was compressed:
// whoever has that has the same state of the resource.
func PlainTags(field []string) []string {
	if !strings.Contains(strings.Join(field, ""), gzipSuffix) {
		return field
	}
	tags := tagsOf(field)
	for i, tag := range tags {
		if plain, found := strings.CutSuffix(tag, gzipSuffix); found {
			tags[i] = plain + `"`
		}
	}
	return []string{strings.Join(tags, ", ")}
}

func tagsOf(field []string) []string {
	tags := strings.Split(strings.Join(field, ","), ",")
	for i, tag := range tags {
		tags[i] = strings.Trim(tag, " \t")
	}
	return tags
}
