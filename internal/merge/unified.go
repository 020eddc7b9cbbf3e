package merge

import (
	"fmt"
	"strings"
)

// around is how many unchanged lines a patch shows before and after a change.
const around = 3

// unified writes what changed between two texts, as the hunks of a unified diff.
func unified(b *strings.Builder, before, after []string) {
	changes := diff(before, after)
	for len(changes) > 0 {
		n := 1
		for n < len(changes) && changes[n].old.start-changes[n-1].old.end <= 2*around {
			n++
		}
		section(b, before, after, changes[:n])
		changes = changes[n:]
	}
}

// section writes changes that are near each other, and the lines around them.
func section(b *strings.Builder, before, after []string, changes []hunk) {
	first, last := changes[0], changes[len(changes)-1]
	old := span{max(0, first.old.start-around), min(len(before), last.old.end+around)}
	fmt.Fprintf(b, "@@ -%s +%s @@\n", place(old), place(span{old.start + first.shift(), old.end + last.new.end - last.old.end}))
	at := old.start
	for _, c := range changes {
		write(b, " ", before[at:c.old.start])
		write(b, "-", before[c.old.start:c.old.end])
		write(b, "+", after[c.new.start:c.new.end])
		at = c.old.end
	}
	write(b, " ", before[at:old.end])
}

// place returns a run of lines as a hunk's header has it: the first line,
// counted from one, and how many; of an empty run, the line before it.
func place(s span) string {
	switch s.end - s.start {
	case 0:
		return fmt.Sprintf("%d,0", s.start)
	case 1:
		return fmt.Sprint(s.start + 1)
	default:
		return fmt.Sprintf("%d,%d", s.start+1, s.end-s.start)
	}
}

// write writes lines with a mark before each.
func write(b *strings.Builder, mark string, lines []string) {
	for _, line := range lines {
		b.WriteString(mark + line)
		if !strings.HasSuffix(line, "\n") {
			b.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
