package contract_test

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
)

// With -services, the contract is checked of services that are built already:
//
//	go test ./internal/contract -services chi=/tmp/hello-chi,fiber=/tmp/hello-fiber -store sqlite -docs -orders -products \
//		-compression -metrics -tracing
var (
	services = flag.String("services", "", "services to check: NAME=BINARY,…")
	store    = flag.String("store", contract.Memory, "where they keep their data: memory, sqlite or postgres")
	docs     = flag.Bool("docs", false, "they have a docs page")
	rounds   = flag.Int("rounds", 0, "end them so often under load, and do nothing else")
	orders   = flag.Bool("orders", false, "they have the resource order")
	zips     = flag.Bool("compression", false, "they have the feature compression")
	counts   = flag.Bool("metrics", false, "they have the feature metrics")
	traces   = flag.Bool("tracing", false, "they have the feature tracing")
	auth     = flag.Bool("auth", false, "they want tokens")
	rate     = flag.Bool("ratelimit", false, "they limit how many requests a client sends")
	cors     = flag.Bool("cors", false, "they let pages call")
	products = flag.Bool("products", false, "they have the resource product")
)

func TestServices(t *testing.T) {
	if *services == "" {
		t.Skip("no -services to check; the end-to-end tests generate and check some")
	}
	var server *contract.PostgreSQL
	if *store == contract.Postgres {
		var ok bool
		if server, ok = contract.StartPostgreSQL(t); !ok {
			t.Fatal("PostgreSQL isn't installed")
		}
	}
	all := map[string]contract.Service{}
	for pair := range strings.SplitSeq(*services, ",") {
		name, binary, _ := strings.Cut(pair, "=")
		all[name] = contract.Service{
			Binary: binary, Store: *store, Server: server, Docs: *docs, Orders: *orders, Products: *products,
			Compression: *zips, Metrics: *counts, Tracing: *traces, Auth: *auth, RateLimit: *rate, CORS: *cors,
		}
	}
	if *rounds > 0 {
		contract.LoseNothing(t, all, *rounds)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) { contract.Run(t, all[name]) })
	}
	t.Run("all the same", func(t *testing.T) { contract.Compare(t, all) })
}
