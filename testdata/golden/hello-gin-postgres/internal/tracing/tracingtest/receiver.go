// Package tracingtest has a collector of traces for tests.
package tracingtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	traces "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Receiver takes OTLP over HTTP, at its URL and the path that OTLP has for traces.
type Receiver struct {
	URL string

	mu       sync.Mutex // guards what follows
	headers  []http.Header
	received []*traces.ResourceSpans
}

// NewReceiver returns one that runs until the test ends.
func NewReceiver(t *testing.T) *Receiver {
	t.Helper()
	r := &Receiver{}
	server := httptest.NewServer(http.HandlerFunc(r.receive))
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

func (r *Receiver) receive(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	// An ExportTraceServiceRequest is written as a TracesData is.
	var data traces.TracesData
	if err != nil || request.Method != http.MethodPost || request.URL.Path != "/v1/traces" ||
		request.Header.Get("Content-Type") != "application/x-protobuf" || proto.Unmarshal(body, &data) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.headers = append(r.headers, request.Header)
	r.received = append(r.received, data.GetResourceSpans()...)
}

// Headers returns the headers of the exports so far.
func (r *Receiver) Headers() []http.Header {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.headers)
}

// Resource returns the attributes of the first resource that was received.
func (r *Receiver) Resource() map[string]any {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.received) == 0 {
		return nil
	}
	return Attributes(r.received[0].GetResource().GetAttributes())
}

// Spans returns the spans so far.
func (r *Receiver) Spans() []*traces.Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []*traces.Span
	for _, resource := range r.received {
		for _, scope := range resource.GetScopeSpans() {
			all = append(all, scope.GetSpans()...)
		}
	}
	return all
}

// Named returns the only span with a name. The test fails where it isn't just one.
func (r *Receiver) Named(t *testing.T, name string) *traces.Span {
	t.Helper()
	var found []*traces.Span
	for _, span := range r.Spans() {
		if span.GetName() == name {
			found = append(found, span)
		}
	}
	if len(found) != 1 {
		t.Fatalf("there are %d spans %q among %v", len(found), name, r.Spans())
	}
	return found[0]
}

// Attributes returns the values, as texts, numbers, truths, or a list of them.
func Attributes(pairs []*common.KeyValue) map[string]any {
	values := map[string]any{}
	for _, pair := range pairs {
		values[pair.GetKey()] = plain(pair.GetValue())
	}
	return values
}

func plain(value *common.AnyValue) any {
	switch value := value.GetValue().(type) {
	case *common.AnyValue_BoolValue:
		return value.BoolValue
	case *common.AnyValue_IntValue:
		return value.IntValue
	case *common.AnyValue_DoubleValue:
		return value.DoubleValue
	case *common.AnyValue_ArrayValue:
		list := []any{}
		for _, inner := range value.ArrayValue.GetValues() {
			list = append(list, plain(inner))
		}
		return list
	default:
		return value.(*common.AnyValue_StringValue).StringValue
	}
}
