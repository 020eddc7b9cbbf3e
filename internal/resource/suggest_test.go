package resource

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/fault"
)

func TestParseField_Suggestions(t *testing.T) {
	cases := map[string]struct{ field, hint string }{
		"an empty value and one twice":    {"a:enum=new,paid,,paid", "try a:enum=new,paid"},
		"only commas":                     {"a:enum=,,:optional", "try a:enum=new,paid:optional"},
		"a point between digits":          {"a:decimal=10.2", "try a:decimal=10,2"},
		"a colon between digits":          {"a:decimal=10:2:optional", "try a:decimal=10,2:optional"},
		"one number of digits":            {"a:decimal=10:optional", "try a:decimal=10,2:optional"},
		"one digit":                       {"a:decimal=1", "try a:decimal=1,0"},
		"too many digits":                 {"a:decimal=50,4", "try a:decimal=38,4"},
		"digits before and after":         {"a:decimal=2,4", "try a:decimal=6,4"},
		"a type of SQL":                   {"a:numeric(10,2):optional", "try a:decimal=10,2:optional"},
		"a length of SQL":                 {"a:varchar(40):unique", "try a:string:max=40:unique"},
		"an enum of SQL":                  {"a:enum('new', 'paid')", "try a:enum=new,paid"},
		"bars between values":             {"a:enum=new|paid:index", "try a:enum=new,paid:index"},
		"several mistakes":                {"A:numerc=10.2:nulable", "try a:decimal=10,2:optional"},
		"an alias keeps its modifiers":    {"price:money:optional", "try price:decimal=12,2:optional"},
		"a reference keeps its modifiers": {"buyer:ref:optional", "try buyer:ref=buyer:optional"},
		"a reference with _id":            {"buyer_id:ref=user:optional", "try buyer:ref=user:optional"},
		"a modifier twice":                {"a:string:unique:unique", "try a:string:unique"},
		"a mistake that nothing corrects": {"a:strin:max=0", "try a:string:max=0, and correct this too: field a: max=0: not a length"},
		"two fields":                      {"a:int b:string", "write each by itself: a:int b:string"},
		"a space in a default":            {"a:string:default=hello world", "try a:string:default=hello%20world"},
		"two fields with a comma":         {"a:int,b:string:optional", "write each by itself: a:int b:string:optional"},
		"a space after a comma":           {"a:enum=new, paid:index", "try a:enum=new,paid:index"},
		"a space in a value":              {"a:enum=in progress,paid:optional", "try a:enum=in_progress,paid:optional"},
		"an equals sign before the type":  {"a=int", "try a:int"},
		"a colon before a length":         {"a:string:max:20:optional", "try a:string:max=20:optional"},
		"a minimum above the maximum":     {"a:int:optional:min=5:max=3", "try a:int:optional:min=3:max=5"},
		"a colon in a default":            {"a:string:default=b:c:d:optional", "try a:string:default=b%3Ac%3Ad:optional"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := ParseField(c.field)
			if err == nil {
				t.Fatal("no error")
			}
			if got := fault.All(err)[0].Hint; got != c.hint {
				t.Errorf("got the hint %q, want %q", got, c.hint)
			}
		})
	}
}

// TestParseField_SuggestsValidFields damages valid fields at random. Whatever is suggested
// must be valid, and must not lose a modifier that was typed correctly.
func TestParseField_SuggestsValidFields(t *testing.T) {
	const alphabet = "abx01,,.:=-_ '|()%/"
	valid := []string{
		"name:string:unique:max=40", "price:decimal=12,2:optional", "status:enum=new,paid:optional:default=new",
		"buyer:ref=user:optional:index", "age:int:optional:min=1:max=99", "at:time:optional", "done:bool:default=false",
	}
	random := rand.New(rand.NewPCG(1, 2))
	suggested := 0
	for range 20000 {
		field := valid[random.IntN(len(valid))]
		for range 1 + random.IntN(3) {
			i, c := random.IntN(len(field)), string(alphabet[random.IntN(len(alphabet))])
			switch random.IntN(3) {
			case 0:
				field = field[:i] + c + field[i:]
			case 1:
				field = field[:i] + field[i+1:]
			default:
				field = field[:i] + c + field[i+1:]
			}
		}
		_, err := ParseField(field, "user")
		if err == nil {
			continue
		}
		better, ok := strings.CutPrefix(fault.All(err)[0].Hint, "try ")
		if !ok || strings.Contains(better, ", and correct this too: ") {
			continue
		}
		suggested++
		f, again := ParseField(better, "user")
		if again != nil {
			t.Errorf("for %q, it suggests %q, which is invalid: %v", field, better, again)
			continue
		}
		if strings.HasSuffix(field, ":optional") && !f.Optional {
			t.Errorf("for %q, it suggests %q, which isn't optional", field, better)
		}
	}
	if suggested < 1000 {
		t.Errorf("only %d suggestions", suggested)
	}
}

func TestSplitWords(t *testing.T) {
	for want, args := range map[string][]string{
		"booking|a:int|b:string":               {"booking a:int b:string"},
		"booking|a:int|c:bool|b:string":        {"booking", "a:int c:bool", "b:string"},
		"booking|a:string:default=hello world": {"booking", "a:string:default=hello world"},
		"order|status:enum=new, paid|a:int":    {"order status:enum=new, paid a:int"},
		"order|status:enum=in use, paid|b":     {"order status:enum=in use, paid b"},
	} {
		if got := strings.Join(SplitWords(args...), "|"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
