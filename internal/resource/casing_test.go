package resource

import "testing"

func TestCasing(t *testing.T) {
	initialisms := NewInitialisms([]string{"id", "url", "http"})
	pascal := func(s string) string { return Pascal(s, initialisms) }
	camel := func(s string) string { return Camel(s, initialisms) }
	cases := map[string]struct {
		write      func(string) string
		name, want string
	}{
		"pascal":                         {pascal, "order_item", "OrderItem"},
		"pascal of initialisms":          {pascal, "http_url", "HTTPURL"},
		"pascal of several initialisms":  {pascal, "user_ids", "UserIDs"},
		"pascal of numbered initialisms": {pascal, "url2_id1", "URL2ID1"},
		"pascal of an enum's value":      {pascal, "in-progress", "InProgress"},
		"camel":                          {camel, "order_item", "orderItem"},
		"camel of initialisms":           {camel, "url_id", "urlID"},
		"kebab":                          {Kebab, "order_item", "order-item"},
		"flat":                           {Flat, "order_item", "orderitem"},
		"words":                          {Words, "order_item", "order item"},
		"pascal of nothing":              {pascal, "", ""},
		"camel of nothing":               {camel, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := c.write(c.name); got != c.want {
				t.Errorf("%q becomes %q, want %q", c.name, got, c.want)
			}
		})
	}
}

func TestPlural(t *testing.T) {
	for one, many := range map[string]string{
		"user": "users", "order_item": "order_items", "person": "people", "sales_person": "sales_people",
		"news": "news", "human": "humans", "status": "statuses", "series": "series", "address": "addresses",
		"category": "categories", "key": "keys", "query": "queries", "box": "boxes", "match": "matches",
		"wish": "wishes", "bus": "buses", "virus": "viruses", "analysis": "analyses", "axis": "axes",
		"child": "children", "man": "men", "woman": "women", "salesman": "salesmen", "german": "germans",
		"specimen": "specimens", "foot": "feet", "mouse": "mice", "bookshelf": "bookshelves", "leaf": "leaves",
		"knife": "knives", "roof": "roofs", "belief": "beliefs", "photo": "photos", "hero": "heroes",
		"potato": "potatoes", "quiz": "quizzes", "datum": "data", "data": "data", "medium": "media",
		"matrix": "matrices", "vertex": "vertices", "index": "indexes", "lens": "lenses", "gas": "gases",
		"alias": "aliases", "canvas": "canvases", "software": "software", "sheep": "sheep", "process": "processes",
		"class": "classes", "tax": "taxes", "taxi": "taxis", "menu": "menus", "epoch": "epochs",
		"users": "users", "settings": "settings", "people": "people", "children": "children", "menus": "menus",
		"windows": "windows", "http": "https", "type": "types", "test": "tests", "store": "stores", "x2": "x2s",
		"comment": "comments", "document": "documents", "payment": "payments", "octopus": "octopuses",
		"database": "databases", "purchase": "purchases", "invoice": "invoices", "day": "days", "y": "ys", "": "",
	} {
		if got := Plural(one); got != many {
			t.Errorf("Plural(%q) = %q, want %q", one, got, many)
		}
	}
}
