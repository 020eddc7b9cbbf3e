package document

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrapped(t *testing.T) {
	page := "# A page\n\nOne two\nthree four five.\n\n- One two three four five.\n- Six.\n\n| one | two three four five |\n\n```sh\necho one two three four five\n```\n"
	want := "# A page\n\nOne two three\nfour five.\n\n- One two three\n  four five.\n- Six.\n\n| one | two three four five |\n\n```sh\necho one two three four five\n```\n"
	if diff := cmp.Diff(want, wrapped(page, 16).String()); diff != "" {
		t.Error(diff)
	}
}
