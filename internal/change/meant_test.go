package change

import "testing"

func TestMeantHint(t *testing.T) {
	for typed, c := range map[string]struct {
		op   Op
		args []string
		want string
	}{
		"the kind is missing":              {Add, []string{"booking", "a:int", "b:int"}, "did you mean newsvc add resource booking a:int b:int?"},
		"in one word":                      {Add, []string{"booking a:int"}, "did you mean newsvc add resource booking a:int?"},
		"only a name":                      {Add, []string{"booking"}, "did you mean newsvc add resource booking title:string?"},
		"only a field":                     {Add, []string{"nick:string:optional"}, "did you mean newsvc add field RESOURCE nick:string:optional?"},
		"a feature":                        {Add, []string{"feature", "tracing"}, "did you mean newsvc set features+=tracing?"},
		"features to remove":               {Remove, []string{"features", "docs", "cors"}, "did you mean newsvc set features-=docs,cors?"},
		"a misspelt kind":                  {Add, []string{"resorce", "booking", "a:int"}, "did you mean newsvc add resource booking a:int?"},
		"a resource to remove":             {Remove, []string{"user"}, "did you mean newsvc remove resource user?"},
		"a field to remove":                {Remove, []string{"user", "email"}, "did you mean newsvc remove field user email?"},
		"a field to remove, after a point": {Remove, []string{"user.email"}, "did you mean newsvc remove field user email?"},
		"nothing like a name":              {Add, []string{"--"}, "otherwise"},
	} {
		if got := MeantHint(c.op, c.args, "otherwise"); got != c.want {
			t.Errorf("%s: got %q, want %q", typed, got, c.want)
		}
	}
}

func TestExample(t *testing.T) {
	for typed, c := range map[string]struct {
		op            Op
		kind          Kind
		args          []string
		example, want string
	}{
		"nothing":                   {Add, Resource, nil, "newsvc add resource post title:string", "newsvc add resource post title:string"},
		"a name":                    {Add, Resource, []string{"booking"}, "newsvc add resource post title:string", "newsvc add resource booking title:string"},
		"a resource":                {Add, Field, []string{"booking"}, "newsvc add field user age:int:optional", "newsvc add field booking age:int:optional"},
		"a field after a point":     {Remove, Field, []string{"user.email"}, "newsvc remove field user age", "newsvc remove field user email"},
		"a resource without fields": {Remove, Field, []string{"booking"}, "newsvc remove field user age", "newsvc remove field booking age"},
		"an option":                 {Set, "", []string{"database"}, "newsvc set framework=gin", "newsvc set framework=gin"},
	} {
		if got := Example(c.op, c.kind, c.args, c.example); got != c.want {
			t.Errorf("%s: got %q, want %q", typed, got, c.want)
		}
	}
}
