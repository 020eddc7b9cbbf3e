package contract

import (
	"net/http"
	"strings"
	"testing"
)

func conflicts(t *testing.T, a *api) {
	first, second := a.user(t), a.user(t)
	taken := object{"email": first.fields["email"]}
	a.refuses(t, map[string]refusal{
		"creating with a taken value": refused(post("/v1/users", taken.but("name", "x").String()), 409, "conflict", "/email"),
		"changing to a taken value":   refused(patched(second.path, taken.String()), 409, "conflict", "/email"),
	})
	t.Run("a patch to the row's own value", func(t *testing.T) {
		a.send(t, patched(first.path, taken.String())).want(t, http.StatusOK)
	})
	t.Run("email ignores case, but is stored as sent", func(t *testing.T) {
		upper := strings.ToUpper(first.fields["email"].(string))
		a.send(t, post("/v1/users", object{"email": upper, "name": "x"}.String())).problem(t, 409, "conflict", "/email")
		got := a.send(t, patched(first.path, object{"email": upper}.String()))
		got.want(t, http.StatusOK)
		if email := got.object(t)["email"]; email != upper {
			t.Errorf("email is %v, want %s", email, upper)
		}
	})
	t.Run("a rejected change changes nothing", func(t *testing.T) {
		a.send(t, patched(second.path, taken.but("name", "half").String())).want(t, http.StatusConflict)
		if now := a.read(t, second.path); now.body != second.body {
			t.Errorf("%s became %s", second.body, now.body)
		}
	})
	if a.Orders {
		t.Run("of references", func(t *testing.T) { references(t, a) })
	}
}

func references(t *testing.T, a *api) {
	buyer := a.user(t)
	order := a.create(t, "/v1/orders", newOrder(buyer.id))
	gift := a.user(t)
	second := a.create(t, "/v1/orders", newOrder(buyer.id).but("gift_for_id", gift.id))
	everything := object{"number": order.fields["number"], "buyer_id": missingID, "gift_for_id": missingID}
	whole := newOrder(missingID)
	for key, value := range everything {
		whole = whole.but(key, value)
	}
	named := []string{"/buyer_id"}
	if a.Store == SQLite { // SQLite's error doesn't contain the foreign key.
		named = nil
	}
	a.refuses(t, map[string]refusal{
		"several conflicts in a creation":         refused(post("/v1/orders", whole.String()), 409, "conflict"),
		"several conflicts in a patch":            refused(patched(second.path, everything.String()), 409, "conflict"),
		"a taken value":                           refused(patched(second.path, object{"number": order.fields["number"]}.String()), 409, "conflict", "/number"),
		"a missing reference":                     refused(post("/v1/orders", newOrder(missingID).String()), 409, "conflict", named...),
		"a missing optional reference":            refused(patched(second.path, `{"gift_for_id":"`+missingID+`"}`), 409, "conflict"),
		"a patch to a missing reference":          refused(patched(second.path, `{"buyer_id":"`+missingID+`"}`), 409, "conflict", named...),
		"a reference to another kind of resource": refused(post("/v1/orders", newOrder(order.id).String()), 409, "conflict", named...),
		"deleting a referenced row":               refused(deleted(buyer.path), 409, "conflict"),
		"deleting an optionally referenced row":   refused(deleted(gift.path), 409, "conflict"),
	})
	t.Run("a row can be deleted after the rows that refer to it", func(t *testing.T) {
		a.send(t, patched(second.path, `{"gift_for_id":null}`)).want(t, http.StatusOK)
		a.send(t, deleted(gift.path)).want(t, http.StatusNoContent)
		a.send(t, deleted(second.path)).want(t, http.StatusNoContent)
		a.send(t, deleted(order.path)).want(t, http.StatusNoContent)
		a.send(t, deleted(buyer.path)).want(t, http.StatusNoContent)
	})
}
