package contract

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// span has the parts of a span that the tests check.
type span struct {
	trace, id, parent string
	name              string
	kind              tracepb.Span_SpanKind
	attributes        map[string]string
	service           string // its resource's service.name
}

// collector receives traces over OTLP/HTTP.
type collector struct {
	url string

	mu     sync.Mutex // protects the fields below
	spans  []span
	secret string
	zipped bool
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		zipped := r.Header.Get("Content-Encoding") == "gzip"
		if zipped {
			body = []byte(uncompressed(t, string(body)))
		}
		if err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		var data tracepb.TracesData // An export request has the same encoding.
		if err := proto.Unmarshal(body, &data); err != nil {
			t.Errorf("an invalid export: %v", err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.spans, c.secret, c.zipped = append(c.spans, spansOf(&data)...), r.Header.Get("Authorization"), zipped
	}))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

func spansOf(data *tracepb.TracesData) (spans []span) {
	for _, ofResource := range data.GetResourceSpans() {
		service := attributes(ofResource.GetResource().GetAttributes())["service.name"]
		for _, ofScope := range ofResource.GetScopeSpans() {
			for _, one := range ofScope.GetSpans() {
				spans = append(spans, span{
					trace: hex.EncodeToString(one.GetTraceId()), id: hex.EncodeToString(one.GetSpanId()), parent: hex.EncodeToString(one.GetParentSpanId()),
					name: one.GetName(), kind: one.GetKind(), attributes: attributes(one.GetAttributes()), service: service,
				})
			}
		}
	}
	return spans
}

func attributes(pairs []*commonpb.KeyValue) map[string]string {
	all := map[string]string{}
	for _, pair := range pairs {
		all[pair.GetKey()] = pair.GetValue().GetStringValue()
		if number, ok := pair.GetValue().GetValue().(*commonpb.AnyValue_IntValue); ok {
			all[pair.GetKey()] = fmt.Sprint(number.IntValue)
		}
	}
	return all
}

func (c *collector) all() []span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]span(nil), c.spans...)
}

func (c *collector) compressed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.zipped
}

func (c *collector) authorization() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.secret
}
