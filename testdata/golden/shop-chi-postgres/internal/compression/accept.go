package compression

import (
	"regexp"
	"strconv"
	"strings"
)

// qualityForm is a weight as RFC 9110, section 12.4.2 has it.
var qualityForm = regexp.MustCompile(`^[qQ]=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)$`)

// acceptsGzip reports whether an Accept-Encoding (RFC 9110, section 12.5.3) lists gzip,
// and prefers nothing to it: what isn't listed is as welcome as "*" says, and "identity"
// less than all that is. Members that aren't valid count for nothing.
func acceptsGzip(field []string) bool {
	qualities := map[string]float64{}
	for member := range strings.SplitSeq(strings.Join(field, ","), ",") {
		if coding, quality, ok := parseMember(member); ok {
			qualities[coding] = quality
		}
	}
	gzip, listed := qualities["gzip"]
	if !listed {
		gzip = qualities["*"]
	}
	return gzip > 0 && gzip >= qualities["identity"]
}

func parseMember(member string) (coding string, quality float64, ok bool) {
	coding, weight, weighted := strings.Cut(member, ";")
	coding = strings.ToLower(strings.Trim(coding, " \t"))
	if coding == "x-gzip" {
		coding = "gzip" // RFC 9110, section 8.4.1.3
	}
	if !weighted {
		return coding, 1, true
	}
	parts := qualityForm.FindStringSubmatch(strings.Trim(weight, " \t"))
	if parts == nil {
		return "", 0, false
	}
	quality, err := strconv.ParseFloat(parts[1], 64)
	return coding, quality, err == nil
}
