package contract

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// filters checks lists with filters.
func filters(t *testing.T, a *api) {
	user, other := a.user(t), a.user(t)
	email := url.QueryEscape(user.fields["email"].(string))
	a.lists(t, "/v1/users?email="+email, user.id)
	a.lists(t, "/v1/users?email="+email+"&limit=1&sort=-created_at", user.id)
	a.lists(t, "/v1/users?email=absent@example.com")
	a.send(t, deleted(other.path)).want(t, 204)
	a.lists(t, "/v1/users?email="+url.QueryEscape(other.fields["email"].(string)))
	t.Run("a unique email ignores case", func(t *testing.T) {
		email := unique("Mixed.%d@Example.com")
		mixed := a.create(t, "/v1/users", newUser().but("email", email))
		for _, value := range []string{email, strings.ToLower(email), strings.ToUpper(email)} {
			a.lists(t, "/v1/users?email="+url.QueryEscape(value), mixed.id)
		}
	})
	cases := map[string]refusal{
		"a field that isn't a filter": refused(get("/v1/users?name=Ada"), 400, "invalid_parameter"),
		"an empty value":              refused(get("/v1/users?email="), 400, "invalid_parameter"),
		"a duplicate parameter":       refused(get("/v1/users?email="+email+"&email="+email), 400, "invalid_parameter"),
		"an invalid email":            refused(get("/v1/users?email=nobody"), 400, "invalid_parameter"),
	}
	if a.Orders {
		t.Run("every type of an order", func(t *testing.T) { orderFilters(t, a) })
		for _, query := range []string{
			"status=old", "status=NEW", "express=yes", "express=1", "count=x", "count=1.5", "count=0x1", "buyer_id=7", "gift_for_id=null", "placed_at=yesterday", "placed_at=2024-02-03",
			"note=x", "buyer=" + user.id, "status=new&status=paid", "status=new&status=new", "status=new&colour=red", "express=", "express",
		} {
			cases[query] = refused(get("/v1/orders?"+query), 400, "invalid_parameter")
		}
	}
	if a.Products {
		t.Run("every type of a product", func(t *testing.T) { productFilters(t, a) })
		for _, query := range []string{
			"code=me", "stock=1.5", "stock=9223372036854775808", "price=1e2", "price=x", "launched=2023-02-29", "ends=yesterday", "weight=x", "weight=NaN", "weight=1.5&weight=1.5", "page=nowhere", "facts=1", "tax=0.1",
		} {
			cases[query] = refused(get("/v1/products?"+query), 400, "invalid_parameter")
		}
	}
	a.refuses(t, cases)
}

// lists checks that a list has exactly these rows, in this order.
func (a *api) lists(t *testing.T, path string, want ...string) {
	t.Helper()
	if got := page(t, a, path).ids(); !slices.Equal(got, want) {
		t.Errorf("%s lists %v, want %v", path, got, want)
	}
}

func orderFilters(t *testing.T, a *api) {
	buyer, friend := a.user(t).id, a.user(t).id
	var orders []created
	for n := range 6 {
		body := newOrder(buyer).but("status", []string{"new", "paid"}[n%2]).but("express", n < 3).but("count", 1+n%3).
			but("placed_at", fmt.Sprintf("2031-05-0%dT12:00:00.000001Z", 1+n/3))
		if n == 5 {
			body = body.but("gift_for_id", friend)
		}
		orders = append(orders, a.create(t, "/v1/orders", body))
	}
	ids := func(indexes ...int) (ids []string) {
		for _, n := range indexes {
			ids = append(ids, orders[n].id)
		}
		return ids
	}
	list := "/v1/orders?buyer_id=" + buyer
	for query, want := range map[string][]string{
		"":                                       ids(0, 1, 2, 3, 4, 5),
		"&status=paid":                           ids(1, 3, 5),
		"&express=true":                          ids(0, 1, 2),
		"&express=false":                         ids(3, 4, 5),
		"&count=3":                               ids(2, 5),
		"&gift_for_id=" + friend:                 ids(5),
		"&gift_for_id=" + missingID:              nil,
		"&placed_at=2031-05-01T12:00:00.000001Z": ids(0, 1, 2),
		"&placed_at=2031-05-02T14:00:00.000001%2B02:00":                ids(3, 4, 5),
		"&status=paid&express=false":                                   ids(3, 5),
		"&status=paid&express=false&count=1":                           ids(3),
		"&status=new&sort=-created_at":                                 ids(4, 2, 0),
		"&number=" + orders[2].fields["number"].(string):               ids(2),
		"&limit=2&sort=-created_at":                                    ids(5, 4),
		"&status=new&number=" + fmt.Sprint(orders[1].fields["number"]): nil,
	} {
		a.lists(t, list+query, want...)
	}
	for query, want := range map[string][]string{"&status=paid&limit=1": ids(1, 3, 5), "&express=false&sort=-created_at&limit=2": ids(5, 4, 3)} {
		if got := walk(t, a, list+query, func(int) {}); !slices.Equal(got, want) {
			t.Errorf("the pages of %s are %v, want %v", query, got, want)
		}
	}
	a.send(t, patched(orders[0].path, `{"status":"paid"}`)).want(t, 200)
	a.lists(t, list+"&status=paid&express=true", ids(0, 1)...)
}

func productFilters(t *testing.T, a *api) {
	product := a.create(t, "/v1/products", newProduct().but("stock", 7007).but("launched", "2031-05-06").but("weight", 0.125).but("ends", "2031-12-31"))
	a.create(t, "/v1/products", newProduct())
	code, price := product.fields["code"].(string), product.fields["price"].(string)
	for _, query := range []string{
		"code=" + code, "page=" + url.QueryEscape(product.fields["page"].(string)), "price=" + price, "price=" + strings.TrimRight(price, "0"), "ends=" + product.fields["ends"].(string),
		"stock=7007&launched=2031-05-06", "launched=2031-05-06&weight=0.125", "weight=0.125&code=" + code,
	} {
		a.lists(t, "/v1/products?"+query, product.id)
	}
	a.lists(t, "/v1/products?code="+missingID)
	a.lists(t, "/v1/products?stock=7007&weight=0.5")
	a.send(t, deleted(product.path)).want(t, 204)
}
