package change

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/spec"
)

func TestAdd_AfterTheLastSecond(t *testing.T) {
	s := service(t, "user name:string")
	s.Now = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	for _, name := range []string{"post", "tag", "like"} {
		c, err := s.AddResources(resources(t, name+" title:string")...)
		s = s.then(t, c, err)
		s.Now = start
	}
	want := []string{
		"00001 create users name:string", "99991231235959 create posts title:string",
		"99991231235960 create tags title:string", "99991231235961 create likes title:string",
	}
	if diff := cmp.Diff(want, formatSteps(s.Answers.Schema)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRepeated_LastSecond(t *testing.T) {
	a := spec.Answers{Schema: []spec.Step{
		{ID: "99991231235959", Op: spec.OpCreate, Resource: "a", Plural: "as", Fields: fields(t, "b:string")},
		{ID: "99991231235959", Op: spec.OpCreate, Resource: "c", Plural: "cs", Fields: fields(t, "d:string")},
	}}
	_, ids := Repeated(a)
	if diff := cmp.Diff(map[string]string{"99991231235959": "99991231235960"}, ids); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRepeated_ManySteps(t *testing.T) {
	var a spec.Answers
	for i := range 17_000 {
		a.Schema = append(a.Schema, spec.Step{ID: "20260131150405", Op: spec.OpCreate, Resource: fmt.Sprintf("a%d", i), Plural: fmt.Sprintf("a%ds", i), Fields: fields(t, "b:string")})
	}
	begun := time.Now()
	Repeated(a)
	if took := time.Since(begun); took > 15*time.Second {
		t.Errorf("it took %v", took)
	}
}
