package app_test

import "testing"

// storeEnvironment returns the variables for a store that is new: it needs none.
func storeEnvironment(*testing.T) map[string]string { return nil }
