package tracing

import (
	"encoding/binary"
	"math"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// The numbers of fields are those of OTLP: opentelemetry/proto/trace/v1/trace.proto,
// common.proto and resource.proto.

// encodeSpans returns an ExportTraceServiceRequest. All spans are of one resource.
func encodeSpans(spans []sdk.ReadOnlySpan) []byte {
	var request, resourceSpans, resource message
	if len(spans) == 0 {
		return nil
	}
	resource.attributes(1, spans[0].Resource().Attributes())
	resourceSpans.bytes(1, resource)
	var scopes []instrumentation.Scope
	byScope := map[string][]sdk.ReadOnlySpan{}
	for _, span := range spans {
		scope := span.InstrumentationScope()
		if byScope[scope.Name] == nil {
			scopes = append(scopes, scope)
		}
		byScope[scope.Name] = append(byScope[scope.Name], span)
	}
	for _, scope := range scopes {
		resourceSpans.bytes(2, encodeScope(scope, byScope[scope.Name]))
	}
	request.bytes(1, resourceSpans)
	return request
}

func encodeScope(scope instrumentation.Scope, spans []sdk.ReadOnlySpan) message {
	var scopeSpans, about message
	about.text(1, scope.Name)
	about.text(2, scope.Version)
	scopeSpans.bytes(1, about)
	for _, span := range spans {
		scopeSpans.bytes(2, encodeSpan(span))
	}
	return scopeSpans
}

func encodeSpan(span sdk.ReadOnlySpan) message {
	var m message
	context, parent := span.SpanContext(), span.Parent()
	traceID, spanID := context.TraceID(), context.SpanID()
	m.bytes(1, traceID[:])
	m.bytes(2, spanID[:])
	m.text(3, context.TraceState().String())
	if parentID := parent.SpanID(); parentID.IsValid() {
		m.bytes(4, parentID[:])
	}
	m.text(5, span.Name())
	m.number(6, uint64(span.SpanKind())) // OTLP numbers them as the SDK does.
	m.fixed64(7, nanosOf(span.StartTime()))
	m.fixed64(8, nanosOf(span.EndTime()))
	m.attributes(9, span.Attributes())
	for _, event := range span.Events() {
		var inner message
		inner.fixed64(1, nanosOf(event.Time))
		inner.text(2, event.Name)
		inner.attributes(3, event.Attributes)
		m.bytes(11, inner)
	}
	for _, link := range span.Links() {
		var inner message
		traceID, spanID := link.SpanContext.TraceID(), link.SpanContext.SpanID()
		inner.bytes(1, traceID[:])
		inner.bytes(2, spanID[:])
		inner.attributes(4, link.Attributes)
		m.bytes(13, inner)
	}
	m.bytes(15, encodeStatus(span.Status()))
	m.fixed32(16, uint32(context.TraceFlags())|parentFlags(parent.IsRemote()))
	return m
}

// parentFlags say that it is known whether the parent is another process's, and whether
// it is.
func parentFlags(remote bool) uint32 {
	if remote {
		return 0x300
	}
	return 0x100
}

func encodeStatus(status sdk.Status) message {
	var m message
	m.text(2, status.Description)
	switch status.Code {
	case codes.Ok:
		m.number(3, 1)
	case codes.Error:
		m.number(3, 2)
	case codes.Unset:
	}
	return m
}

func nanosOf(at time.Time) uint64 {
	return uint64(max(at.UnixNano(), 0))
}

// attributes adds a field for each attribute.
func (m *message) attributes(number int, attributes []attribute.KeyValue) {
	for _, pair := range attributes {
		var inner message
		inner.text(1, string(pair.Key))
		inner.bytes(2, encodeValue(pair.Value))
		m.bytes(number, inner)
	}
}

// encodeValue returns an AnyValue. What is neither a scalar nor a list of texts becomes
// text.
func encodeValue(value attribute.Value) message {
	var m message
	switch value.Type() {
	case attribute.BOOL:
		m.key(2, wireVarint)
		m = append(m, map[bool]byte{false: 0, true: 1}[value.AsBool()])
	case attribute.INT64:
		m.key(3, wireVarint)
		m = binary.AppendUvarint(m, uint64(value.AsInt64()))
	case attribute.FLOAT64:
		m.key(4, wireFixed64)
		m = binary.LittleEndian.AppendUint64(m, math.Float64bits(value.AsFloat64()))
	case attribute.STRINGSLICE:
		var list message
		for _, text := range value.AsStringSlice() {
			list.bytes(1, encodeValue(attribute.StringValue(text)))
		}
		m.bytes(5, list)
	case attribute.STRING:
		m.bytes(1, []byte(value.AsString()))
	default:
		m.bytes(1, []byte(value.String()))
	}
	return m
}
