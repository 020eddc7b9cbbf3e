//go:build !race

package plan_test

// slow is how many times longer than alone on a machine things may take.
const slow = 3
