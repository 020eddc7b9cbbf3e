package main

import (
	"os"
	"testing"
)

func TestManifestPage_IsGenerated(t *testing.T) {
	data, err := os.ReadFile("../../../docs/schema/pack.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := manifestPage(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../docs/manifest.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/manifest.md isn't what its schema says: run make reference")
	}
}
