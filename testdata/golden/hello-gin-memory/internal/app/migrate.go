package app

import (
	"context"
	"fmt"
	"slices"
)

// migrate has nothing to do: a store in memory has no schema.
func (c commandLine) migrate(_ context.Context, args []string) error {
	if len(args) != 1 || !slices.Contains([]string{"up", "down", "status"}, args[0]) {
		return errUsage
	}
	_, err := fmt.Fprintln(c.stdout, "there is nothing to migrate: the store is in memory")
	return err
}
