package auth

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"example.com/hello/internal/auth/authtest"
)

func TestWhichKeysAreTaken(t *testing.T) {
	t.Parallel()
	ec, other := authtest.NewKey("a").JWK(), authtest.NewKey("a").JWK()
	rsa := authtest.NewRSAKey("b", leastRSABits).JWK()
	with := func(key map[string]any, members ...any) map[string]any {
		changed := maps.Clone(key)
		for member := range slices.Chunk(members, 2) {
			name, _ := member[0].(string)
			changed[name] = member[1]
		}
		maps.DeleteFunc(changed, func(_ string, value any) bool { return value == nil })
		return changed
	}
	for name, tc := range map[string]struct {
		key   map[string]any
		taken bool
	}{
		"of a curve":                    {ec, true},
		"of RSA":                        {rsa, true},
		"without what may be left out":  {with(rsa, "alg", nil, "use", nil, "kid", nil), true},
		"to verify with":                {with(ec, "key_ops", []string{"verify"}), true},
		"with its certificate":          {with(ec, "x5c", []string{"AAAA"}, "x5u", "https://elsewhere.example"), true},
		"with an unknown member":        {with(ec, "unknown", 1), true},
		"to encrypt":                    {with(rsa, "use", "enc"), false},
		"to sign with":                  {with(ec, "key_ops", []string{"sign"}), false},
		"for no operation":              {with(ec, "key_ops", []string{}), false},
		"for another algorithm":         {with(rsa, "alg", "PS256"), false},
		"for an algorithm of others":    {with(rsa, "alg", "ES256"), false},
		"for HS256":                     {with(rsa, "alg", "HS256"), false},
		"of too few bits":               {with(rsa, "n", shortened(rsa["n"], 172)), false},
		"of too many bits":              {with(rsa, "n", strings.Repeat("_", 1400)), false},
		"with an even modulus":          {with(rsa, "n", strings.Repeat("A", 1)+"f"+strings.Repeat("_", 340)+"AA"), false},
		"with the exponent 1":           {with(rsa, "e", "AQ"), false},
		"with an even exponent":         {with(rsa, "e", "AQAA"), false},
		"with a great exponent":         {with(rsa, "e", "AQAAAAE"), false},
		"with no exponent":              {with(rsa, "e", nil), false},
		"in another alphabet":           {with(rsa, "n", "++"+strings.Repeat("/", 340)), false},
		"of another curve":              {with(ec, "crv", "P-384"), false},
		"of no curve":                   {with(ec, "crv", nil), false},
		"not on its curve":              {with(ec, "y", other["y"]), false},
		"at infinity":                   {with(ec, "x", strings.Repeat("A", 43), "y", strings.Repeat("A", 43)), false},
		"with a short coordinate":       {with(ec, "x", shortened(ec["x"], 42)), false},
		"with no coordinates":           {with(ec, "x", nil, "y", nil), false},
		"that is a secret":              {map[string]any{"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"}, false},
		"of a type that nobody knows":   {with(ec, "kty", "OKP"), false},
		"of a type in other letters":    {with(ec, "kty", "ec"), false},
		"that is nothing":               {map[string]any{}, false},
		"with an id that is no text":    {with(ec, "kid", 7), false},
		"with operations that are text": {with(ec, "key_ops", "verify"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keys, refused, err := parseKeys(authtest.Set(ec, tc.key))
			if err != nil || len(keys)+len(refused) != 2 || (len(keys) == 2) != tc.taken {
				t.Errorf("%d keys, %v refused, %v; want taken %t", len(keys), refused, err, tc.taken)
			}
		})
	}
}

func shortened(text any, length int) string {
	whole, _ := text.(string)
	return whole[:length]
}

func TestWhatIsASet(t *testing.T) {
	t.Parallel()
	many := make([]map[string]any, mostKeys+1)
	for name, tc := range map[string]struct {
		text string
		ok   bool
	}{
		"an empty set":            {`{"keys":[]}`, true},
		"a set of what is no key": {`{"keys":[1,null,"x"]}`, true},
		"no JSON":                 {`<html>`, false},
		"nothing":                 {``, false},
		"no object":               {`[]`, false},
		"no keys":                 {`{}`, false},
		"keys that are null":      {`{"keys":null}`, false},
		"keys that are no list":   {`{"keys":{}}`, false},
		"two sets":                {`{"keys":[]}{"keys":[]}`, false},
		"too many keys":           {string(authtest.Set(many...)), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if keys, _, err := parseKeys([]byte(tc.text)); (err == nil) != tc.ok || len(keys) > 0 {
				t.Errorf("got %v, %v", keys, err)
			}
		})
	}
}
