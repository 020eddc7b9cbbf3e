//go:build failpoint

package disk

import (
	"os"
	"strconv"
	"sync/atomic"
)

// A program that is built with the tag failpoint kills itself before the step whose number
// is in NEWSVC_FAILPOINT, so that tests can try
// every moment at which something changes on disk.
func init() {
	last, err := strconv.ParseInt(os.Getenv("NEWSVC_FAILPOINT"), 10, 64)
	if err != nil {
		return
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		panic(err)
	}
	var count atomic.Int64
	interpose = func(string, string) error {
		if count.Add(1) != last {
			return nil
		}
		if err := self.Kill(); err != nil {
			panic(err)
		}
		select {}
	}
}
