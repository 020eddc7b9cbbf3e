// Command bare is the least that a program with cobra is: what newsvc's own
// start is measured against.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func main() {
	root := &cobra.Command{Use: "bare"}
	root.AddCommand(&cobra.Command{Use: "version", Run: func(*cobra.Command, []string) { fmt.Println("bare 1.0.0") }})
	if err := root.Execute(); err != nil {
		os.Exit(1)
	}
}
