package contract

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
)

// span is what the tests read of a span.
type span struct {
	trace, id, parent string
	name              string
	attributes        map[string]string
}

// collector takes traces by OTLP over HTTP.
type collector struct {
	url string

	mu     sync.Mutex // guards what follows
	spans  []span
	secret string
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		spans, err := decodeTraces(body)
		if err != nil {
			t.Errorf("an export that can't be read: %v", err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.spans, c.secret = append(c.spans, spans...), r.Header.Get("Authorization")
	}))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

func (c *collector) all() []span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]span(nil), c.spans...)
}

func (c *collector) named(name string) (span, bool) {
	for _, one := range c.all() {
		if one.name == name {
			return one, true
		}
	}
	return span{}, false
}

func (c *collector) authorization() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.secret
}

// message is a Protocol Buffers message: the values of its fields, by number.
type message map[uint64][]fieldValue

// fieldValue is a number, or bytes.
type fieldValue struct {
	number uint64
	bytes  []byte
}

var errMessage = errors.New("no Protocol Buffers message")

func parseMessage(data []byte) (message, error) {
	m := message{}
	for len(data) > 0 {
		key, n := binary.Uvarint(data)
		if n <= 0 {
			return nil, errMessage
		}
		data = data[n:]
		value, size, err := parseValue(key&7, data)
		if err != nil {
			return nil, err
		}
		m[key>>3] = append(m[key>>3], value)
		data = data[size:]
	}
	return m, nil
}

// parseValue returns the value of a wire type at the beginning of data, and its size.
func parseValue(wire uint64, data []byte) (fieldValue, int, error) {
	number, n := binary.Uvarint(data)
	switch {
	case wire == 0 && n > 0:
		return fieldValue{number: number}, n, nil
	case wire == 1 && len(data) >= 8:
		return fieldValue{number: binary.LittleEndian.Uint64(data)}, 8, nil
	case wire == 5 && len(data) >= 4:
		return fieldValue{number: uint64(binary.LittleEndian.Uint32(data))}, 4, nil
	case wire == 2 && n > 0 && number <= uint64(len(data)-n):
		end := n + int(number)
		return fieldValue{bytes: data[n:end]}, end, nil
	default:
		return fieldValue{}, 0, errMessage
	}
}

// inner returns the messages in a field, one after the other.
func (m message) inner(number uint64) ([]message, error) {
	var found []message
	for _, value := range m[number] {
		one, err := parseMessage(value.bytes)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

func (m message) text(number uint64) string {
	if len(m[number]) == 0 {
		return ""
	}
	return string(m[number][0].bytes)
}

// decodeTraces reads an ExportTraceServiceRequest.
func decodeTraces(data []byte) ([]span, error) {
	request, err := parseMessage(data)
	level := []message{request}
	for _, number := range []uint64{1, 2, 2} { // resource_spans, scope_spans, spans
		var next []message
		for _, one := range level {
			found, failed := one.inner(number)
			err = errors.Join(err, failed)
			next = append(next, found...)
		}
		level = next
	}
	var spans []span
	for _, one := range level {
		decoded := span{
			trace: hex.EncodeToString([]byte(one.text(1))), id: hex.EncodeToString([]byte(one.text(2))),
			parent: hex.EncodeToString([]byte(one.text(4))), name: one.text(5), attributes: map[string]string{},
		}
		pairs, failed := one.inner(9)
		err = errors.Join(err, failed)
		for _, pair := range pairs {
			values, failed := pair.inner(2)
			err = errors.Join(err, failed)
			for _, value := range values {
				decoded.attributes[pair.text(1)] = value.text(1)
				for _, number := range value[3] {
					decoded.attributes[pair.text(1)] = strconv.FormatUint(number.number, 10)
				}
			}
		}
		spans = append(spans, decoded)
	}
	return spans, err
}
