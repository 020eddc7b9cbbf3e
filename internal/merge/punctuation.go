package merge

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// withoutDash returns the part with a space in place of its leading dash, if the
// dash is followed by a collection.
func (p *part) withoutDash() *part {
	if !p.dashes() {
		return p
	}
	q := p.copied()
	line := q.row(q.at)
	q.lines[q.at-q.first] = line[:q.dash] + " " + line[q.dash+1:]
	q.dash = -1
	return q
}

// dashes reports whether the part begins with a dash followed by a collection.
func (p *part) dashes() bool {
	return p.dash >= 0 && p.value.Kind != yaml.ScalarNode && p.value.Line-1 == p.at
}

// withDash restores the dash that withoutDash replaced.
func (p *part) withDash(lines []string) []string {
	if !p.dashes() {
		return lines
	}
	lines = slices.Clone(lines)
	for i, line := range lines {
		text := strings.TrimSpace(line)
		if text != "" && !strings.HasPrefix(text, "#") && len(line) > p.dash && line[p.dash] == ' ' {
			lines[i] = line[:p.dash] + "-" + line[p.dash+1:]
			break
		}
	}
	return lines
}

// withoutCommas removes the comma after each part.
func withoutCommas(versions [3]*part) [3]*part {
	for i, p := range versions {
		if p == nil {
			continue
		}
		q := p.copied()
		for at := p.end - 1; at >= p.at; at-- {
			line := strings.TrimRight(q.row(at), " \t\n")
			if line == "" {
				continue
			}
			q.lines[at-q.first] = strings.TrimSuffix(line, ",") + "\n"
			break
		}
		versions[i] = q
	}
	return versions
}

// withCommas adds a comma after each body except the last.
func withCommas(bodies [][]string) [][]string {
	for i, lines := range bodies[:len(bodies)-1] {
		lines = slices.Clone(lines)
		for at := len(lines) - 1; at >= 0; at-- {
			if text := strings.TrimRight(lines[at], " \t\n"); text != "" {
				lines[at] = text + ",\n"
				break
			}
		}
		bodies[i] = lines
	}
	return bodies
}
