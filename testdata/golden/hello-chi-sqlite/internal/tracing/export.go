package tracing

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"

	"example.com/hello/internal/config"
)

const (
	// firstRetry is when an export that the collector has put off is tried again; each
	// pause is twice as long as the one before.
	firstRetry = time.Second
	// maxReply is how much of a collector's reply is read.
	maxReply = 64 << 10
)

// collector is an sdk.SpanExporter that speaks OTLP over HTTP. The official one brings
// gRPC along: three megabytes that would never run.
type collector struct {
	url     string
	header  http.Header
	timeout time.Duration
	pause   time.Duration // before the first retry
	client  *http.Client
}

func newCollector(cfg config.Tracing) (*collector, error) {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	if cfg.Certificate != "" {
		roots, err := readRoots(cfg.Certificate)
		if err != nil {
			return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_CERTIFICATE: %w", err)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	return &collector{
		url:     cfg.URL(),
		header:  cfg.Header(),
		timeout: cfg.Timeout(),
		pause:   firstRetry,
		client:  &http.Client{Transport: transport},
	}, nil
}

func readRoots(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s: no certificate in PEM", path)
	}
	return roots, nil
}

// ExportSpans sends the spans. What the collector puts off is tried again until the
// timeout; nothing else is.
func (c *collector) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	body := encodeSpans(spans)
	for pause := c.pause; ; pause *= 2 {
		wait, err := c.post(ctx, body)
		if wait < 0 {
			return err
		}
		select {
		case <-time.After(max(wait, pause)):
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		}
	}
}

// post sends a request once. It returns how long to wait at least before the next try,
// and less than nothing when there should be none.
func (c *collector) post(ctx context.Context, body []byte) (time.Duration, error) {
	const never = -1
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return never, err
	}
	request.Header = c.header.Clone()
	request.Header.Set("Content-Type", "application/x-protobuf")
	response, err := c.client.Do(request)
	if err != nil {
		return never, err
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.CopyN(io.Discard, response.Body, maxReply) // So that the connection can be used again.
	if response.StatusCode/100 == 2 {
		return never, nil
	}
	err = fmt.Errorf("the collector answers %s", response.Status)
	switch response.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
		return time.Duration(max(seconds, 0)) * time.Second, err
	default:
		return never, err
	}
}

// Shutdown closes the connections.
func (c *collector) Shutdown(context.Context) error {
	c.client.CloseIdleConnections()
	return nil
}
