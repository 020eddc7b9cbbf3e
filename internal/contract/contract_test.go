package contract_test

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
)

// With -services, TestServices checks existing binaries:
//
//	go test ./internal/contract -services chi=/tmp/chi/bin/hello,gin=/tmp/gin/bin/hello -store sqlite -docs -metrics
var (
	services = flag.String("services", "", "services to check: NAME=BINARY,…")
	store    = flag.String("store", contract.Memory, "the store of the services: memory, sqlite or postgres")
	restarts = flag.Int("restarts", 0, "only restart the services under load, this number of times")
	options  contract.Service
)

func init() {
	flag.BoolVar(&options.Orders, "orders", false, "the services have the resource order")
	flag.BoolVar(&options.Products, "products", false, "the services have the resource product")
	flag.BoolVar(&options.Docs, "docs", false, "the services have the option docs")
	flag.BoolVar(&options.Compression, "compression", false, "the services have the option compression")
	flag.BoolVar(&options.Metrics, "metrics", false, "the services have the option metrics")
	flag.BoolVar(&options.Tracing, "tracing", false, "the services have the option tracing")
	flag.BoolVar(&options.Auth, "auth", false, "the services have the option auth=jwt")
	flag.BoolVar(&options.RateLimit, "ratelimit", false, "the services have the option ratelimit")
	flag.BoolVar(&options.CORS, "cors", false, "the services have the option cors")
	flag.BoolVar(&options.Healthcheck, "healthcheck", false, "the services have the command healthcheck")
}

func TestServices(t *testing.T) {
	if *services == "" {
		t.Skip("needs -services; the end-to-end tests generate and check services")
	}
	options.Store = *store
	if *store == contract.Postgres {
		var ok bool
		if options.Server, ok = contract.StartPostgreSQL(t); !ok {
			t.Fatal("PostgreSQL isn't installed")
		}
	}
	all := map[string]contract.Service{}
	for pair := range strings.SplitSeq(*services, ",") {
		name, binary, _ := strings.Cut(pair, "=")
		s := options
		s.Binary = binary
		all[name] = s
	}
	if *restarts > 0 {
		contract.RestartUnderLoad(t, all, *restarts)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) { contract.Run(t, all[name]) })
	}
	t.Run("same responses", func(t *testing.T) { contract.Compare(t, all) })
}
