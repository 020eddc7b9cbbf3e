// Package hostile tests newsvc with clones and packs that attack it. Each file of
// testdata/hostile is one, named after what it attempts; every command runs against
// each of them.
package hostile
