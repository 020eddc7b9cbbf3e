//go:build !linux

package contract

import "testing"

// databaseBusy needs the locks of Linux.
func databaseBusy(t *testing.T, _ Service) { t.Skip("the lock is taken on Linux alone") }
