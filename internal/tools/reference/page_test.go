package main

import (
	"os"
	"testing"
)

func TestGenerate_IsUpToDate(t *testing.T) {
	t.Chdir("../../..")
	pages, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range pages {
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%s isn't what make reference generates (%v)", path, err)
		}
	}
}
