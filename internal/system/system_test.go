package system

import "testing"

func TestEnv_On(t *testing.T) {
	for value, want := range map[string]bool{"": false, "0": false, "false": false, "1": true, "true": true, "yes": true} {
		env := Env{Lookup: func(string) (string, bool) { return value, value != "" }}
		if got := env.On("CI"); got != want {
			t.Errorf("CI=%s is %v", value, got)
		}
	}
}
