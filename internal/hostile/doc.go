// Package hostile tests newsvc against clones and packs that attack it. Each file of
// testdata/hostile is one attack and is named after it. Every command runs against each
// attack.
package hostile
