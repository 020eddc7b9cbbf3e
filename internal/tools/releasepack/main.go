package main

import (
	"os"

	"github.com/newsvc/newsvc/internal/packstore"
)

func main() {
	data, err := packstore.EmptyArchive().Bytes()
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile("templates/released.bin", data, 0o644); err != nil {
		panic(err)
	}
}
