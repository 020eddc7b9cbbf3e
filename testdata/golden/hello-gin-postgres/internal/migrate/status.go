package migrate

import (
	"context"
	"slices"
)

// State says where a migration stands.
type State string

// The states of migrations.
const (
	Applied State = "applied"
	Pending State = "pending"
	Changed State = "changed" // since it was applied
	Unknown State = "unknown" // applied by another version of the program
)

// Status is one line of the schema's status.
type Status struct {
	ID    string
	Name  string
	State State
}

// Status returns where every migration stands, in the order of ids.
func (r *Runner) Status(ctx context.Context) ([]Status, error) {
	var lines []Status
	err := r.database.Exclusively(ctx, func(ctx context.Context, journal Journal) error {
		entries, err := journal.Entries(ctx)
		lines = r.status(entries)
		return err
	})
	return lines, err
}

func (r *Runner) status(entries []Entry) []Status {
	states := map[string]Status{}
	for _, entry := range entries {
		states[entry.ID] = Status{ID: entry.ID, Name: entry.Name, State: Unknown}
	}
	for _, migration := range r.migrations {
		state := Pending
		if at := slices.IndexFunc(entries, func(e Entry) bool { return e.ID == migration.ID }); at >= 0 {
			state = Applied
			if entries[at].Checksum != migration.Checksum {
				state = Changed
			}
		}
		states[migration.ID] = Status{ID: migration.ID, Name: migration.Name, State: state}
	}
	lines := make([]Status, 0, len(states))
	for _, line := range states {
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b Status) int { return compareIDs(a.ID, b.ID) })
	return lines
}
