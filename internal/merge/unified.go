package merge

import (
	"fmt"
	"strings"
)

// contextLines is the number of unchanged lines that a patch shows before and after a change.
const contextLines = 3

// unified writes the differences between two texts as hunks of a unified diff.
func unified(b *strings.Builder, before, after []string) {
	changes := diff(before, after)
	for len(changes) > 0 {
		n := 1
		for n < len(changes) && changes[n].old.start-changes[n-1].old.end <= 2*contextLines {
			n++
		}
		writeHunk(b, before, after, changes[:n])
		changes = changes[n:]
	}
}

// writeHunk writes one hunk: nearby changes and the lines around them.
func writeHunk(b *strings.Builder, before, after []string, changes []hunk) {
	first, last := changes[0], changes[len(changes)-1]
	old := span{max(0, first.old.start-contextLines), min(len(before), last.old.end+contextLines)}
	fmt.Fprintf(b, "@@ -%s +%s @@\n", hunkRange(old), hunkRange(span{old.start + first.shift(), old.end + last.new.end - last.old.end}))
	at := old.start
	for _, c := range changes {
		write(b, " ", before[at:c.old.start])
		write(b, "-", before[c.old.start:c.old.end])
		write(b, "+", after[c.new.start:c.new.end])
		at = c.old.end
	}
	write(b, " ", before[at:old.end])
}

// hunkRange formats a run of lines for a hunk header: the first line, counted from
// one, and the number of lines. For an empty run, it is the line before the run.
func hunkRange(s span) string {
	switch s.end - s.start {
	case 0:
		return fmt.Sprintf("%d,0", s.start)
	case 1:
		return fmt.Sprint(s.start + 1)
	default:
		return fmt.Sprintf("%d,%d", s.start+1, s.end-s.start)
	}
}

// write writes lines with a prefix.
func write(b *strings.Builder, mark string, lines []string) {
	for _, line := range lines {
		b.WriteString(mark + line)
		if !strings.HasSuffix(line, "\n") {
			b.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
