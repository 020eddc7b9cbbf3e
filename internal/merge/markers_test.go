package merge

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNewFileConflict(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []ConflictPart
	}{
		"newsvc's markers": {
			"a\n<<<<<<< yours\nb\n||||||| as it was generated\nc\n=======\nd\ne\n>>>>>>> newsvc\nf\n",
			[]ConflictPart{{First: 2, Last: 9, Yours: "b\n", Base: "c\n", New: "d\ne\n"}},
		},
		"git's markers, without a base": {
			"<<<<<<< HEAD\nb\n=======\n>>>>>>> topic\n",
			[]ConflictPart{{First: 1, Last: 4, Yours: "b\n"}},
		},
		"two parts, and CRLF": {
			"<<<<<<< yours\r\na\r\n=======\r\nb\r\n>>>>>>> newsvc\r\nx\r\n<<<<<<< yours\r\n=======\r\nc\r\n>>>>>>> newsvc",
			[]ConflictPart{{First: 1, Last: 5, Yours: "a\r\n", New: "b\r\n"}, {First: 7, Last: 10, New: "c\r\n"}},
		},
		"a heading that looks like a marker": {"Title\n=======\n", []ConflictPart{}},
		"an end that is missing":             {"<<<<<<< yours\na\n=======\n", []ConflictPart{}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, NewFileConflict("a.txt", []byte(c.text)).Parts); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
