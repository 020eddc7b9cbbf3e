package contract

import (
	"fmt"
	"strings"
	"testing"
)

func rules(t *testing.T, a *api) {
	text := func(n int) string { return strings.Repeat("é", n) }
	body := newUser()
	cases := map[string]refusal{}
	add := func(name string, o object, pointers ...string) {
		cases[name] = refused(post("/v1/users", o.String()), 422, "validation_failed", pointers...)
	}
	add("no fields", object{}, "/email", "/name")
	add("null fields", object{"email": nil, "name": nil}, "/email", "/name")
	add("blanks", object{"email": "", "name": " \t\u00a0\u2003\n"}, "/email", "/name")
	some := func(name string, o object, pointers ...string) {
		cases[name] = refusedForSome(post("/v1/users", o.String()), pointers...)
	}
	add("a broken rule and a missing field", object{"email": "nobody"}, "/email", "/name")
	add("a wrong type", body.but("email", 1), "/email")
	add("an unknown field", body.but("a/b~c", 1), "/a~1b~0c")
	some("other types", object{"email": 1, "name": []any{"x"}}, "/email", "/name")
	some("objects", object{"email": object{"a": "b"}, "name": true}, "/email", "/name")
	some("errors of every kind", object{"email": "nobody", "nme": "x", "id": missingID, "a/b~c": 1}, "/email", "/name", "/nme", "/id", "/a~1b~0c")
	some("fields set by the server", body.but("id", missingID).but("created_at", "2024-01-01T00:00:00Z").but("updated_at", nil), "/id", "/created_at", "/updated_at")
	some("a key in another case", body.but("Name", "x").but("name", none), "/Name", "/name")
	some("150 unknown fields", body.holdingUnknown(150), unknownPointers(150)...)
	add("256 characters", body.but("name", text(256)), "/name")
	add("U+0000", body.but("name", "a\x00b"), "/name")
	for name, email := range map[string]string{
		"no at sign": "example.com", "two at signs": "a@b@example.com", "no local part": "@example.com", "no domain": "a@",
		"a display name": "A <a@example.com>", "angle brackets": "<a@example.com>", "a space in front": " a@example.com",
		"a space at the end": "a@example.com ", "a space inside": "a b@example.com", "a list": "a@example.com,b@example.com",
		"a comment": "a@example.com (A)", "a line end": "a@example.com\n", "a header": "a@example.com\r\nBcc: b@example.com", "a dot at the end of the local part": "a.@example.com",
		"two dots": "a..b@example.com", "a domain of dots": "a@..",
	} {
		add("an email address with "+name, body.but("email", email), "/email")
	}
	a.refuses(t, cases)
	t.Run("255 multibyte characters are valid", func(t *testing.T) {
		for _, name := range []string{text(255), strings.Repeat("\U0001F600", 255), " x ", "<b>&amp;</b>", "null", "\u007f\u200b"} {
			user := a.create(t, "/v1/users", newUser().but("name", name))
			if user.fields["name"] != name {
				t.Errorf("name is %q, want %q", user.fields["name"], name)
			}
		}
	})
	t.Run("unusual email addresses are valid", func(t *testing.T) {
		for _, format := range []string{"a+b-%d@example.com", "A.B%d@EXAMPLE.com", "o'hara%d@sub.example.co.uk", "x_%d@xn--bcher-kva.example", "!#$%%&*/=?^`{|}~%d@example.com"} {
			email := unique(format)
			if user := a.create(t, "/v1/users", newUser().but("email", email)); user.fields["email"] != email {
				t.Errorf("email is %q, want %q", user.fields["email"], email)
			}
		}
	})
	if a.Orders {
		t.Run("every type", func(t *testing.T) { orderRules(t, a) })
	}
}

// holdingUnknown returns a copy with n unknown fields.
func (o object) holdingUnknown(n int) object {
	c := o.but("", none)
	for _, pointer := range unknownPointers(n) {
		c[pointer[1:]] = n
	}
	return c
}

func unknownPointers(n int) []string {
	var pointers []string
	for i := range n {
		pointers = append(pointers, fmt.Sprintf("/x%d", i))
	}
	return pointers
}

func orderRules(t *testing.T, a *api) {
	buyer := a.user(t).id
	cases := map[string]refusal{
		"no fields": refused(post("/v1/orders", `{}`), 422, "validation_failed", "/number", "/status", "/placed_at", "/buyer_id"),
		"every field is wrong": refusedForSome(post("/v1/orders", object{
			"number": 1, "status": "old", "note": 2, "count": "3", "express": "yes", "placed_at": "now", "buyer_id": "me", "gift_for_id": 7, "buyer": missingID,
		}.String()), "/number", "/status", "/note", "/count", "/express", "/placed_at", "/buyer_id", "/gift_for_id", "/buyer"),
		"every rule is broken": refused(post("/v1/orders", object{
			"number": " ", "status": "old", "note": "\x00", "count": 100, "placed_at": "2024-02-03T04:05:06Z", "buyer_id": buyer,
		}.String()), 422, "validation_failed", "/number", "/status", "/note", "/count"),
	}
	add := func(key string, values map[string]any) {
		for name, value := range values {
			cases[key+": "+name] = refused(post("/v1/orders", newOrder(buyer).but(key, value).String()), 422, "validation_failed", "/"+key)
		}
	}
	add("status", map[string]any{"another case": "NEW", "a space": "new ", "empty": "", "a number": 0, "null": nil})
	add("count", map[string]any{
		"below the minimum": 0, "above the maximum": 100, "a fraction": 1.5, "a string": "1", "over 32 bits": 1 << 31, "over 64 bits": 1e30, "true": true, "null": nil, "negative": -1,
	})
	add("express", map[string]any{"a word": "true", "a number": 1, "null": nil, "an array": []any{true}})
	add("note", map[string]any{"over 64 KiB": strings.Repeat("x", 65537), "U+0000": "\x00", "an array": []any{}, "false": false})
	add("placed_at", map[string]any{
		"a date": "2024-02-03", "no zone": "2024-02-03T04:05:06", "a space": "2024-02-03 04:05:06Z", "no such day": "2024-02-30T04:05:06Z", "hour 24": "2024-02-03T24:00:00Z",
		"a number": 1706933106, "empty": "", "a zone by name": "2024-02-03T04:05:06 CET", "one digit": "2024-2-3T4:5:6Z", "a comma": "2024-02-03T04:05:06,5Z",
		"a zone without a colon": "2024-02-03T04:05:06+0200", "zone hour 24": "2024-02-03T04:05:06+24:00", "a fifth digit": "12024-02-03T04:05:06Z",
	})
	add("buyer_id", map[string]any{"a word": "me", "a number": 7, "empty": "", "null": nil, "braces": "{" + buyer + "}", "a URN": "urn:uuid:" + buyer, "no hyphens": strings.ReplaceAll(buyer, "-", "")})
	add("gift_for_id", map[string]any{"a word": "me", "empty": ""})
	a.refuses(t, cases)
	t.Run("values at the limits are valid", func(t *testing.T) {
		for key, values := range map[string][]any{
			"count": {1, 99}, "express": {true, false}, "status": {"new", "paid"}, "note": {strings.Repeat("x", 65536), "", nil},
			"placed_at": {"2024-02-29T23:59:59.999999+14:00", "2000-01-01T00:00:00-12:00", "2024-02-03T04:05:06.1Z"},
		} {
			for _, value := range values {
				a.create(t, "/v1/orders", newOrder(buyer).but(key, value))
			}
		}
	})
}
