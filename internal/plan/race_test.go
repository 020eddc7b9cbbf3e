//go:build race

package plan_test

// slow is how many times longer things may take under the race detector.
const slow = 20
