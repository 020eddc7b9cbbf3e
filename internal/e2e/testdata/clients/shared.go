// Package shared compares what a generated client decodes with what the service sends.
package shared

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"time"
)

// Operations has the names of a resource's operations and the bodies to send.
type Operations struct {
	Path                              string
	Create, Get, List, Update, Delete string
	Bodies                            []json.RawMessage // for creating resources
	Patch                             json.RawMessage
}

// Client runs operations with a generated client.
type Client interface {
	Create(o Operations, body json.RawMessage) ([]byte, error)
	Get(o Operations, id string) ([]byte, error)
	List(o Operations) ([]byte, error)
	Update(o Operations, id string, patch json.RawMessage) ([]byte, error)
	Delete(o Operations, id string) error
}

// Run runs the operations in standard input.
func Run(url string, client Client) {
	var all []Operations
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		Fail(err)
	}
	for _, o := range all {
		if err := perform(url, client, o); err != nil {
			Fail(fmt.Errorf("%s: %w", o.Path, err))
		}
	}
}

// Fail prints an error and exits.
func Fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func perform(url string, client Client, o Operations) error {
	for _, body := range o.Bodies {
		created, err := client.Create(o, body)
		if err != nil {
			return fmt.Errorf("create from %s: %w", body, err)
		}
		var resource struct{ ID string }
		if err := json.Unmarshal(created, &resource); err != nil || resource.ID == "" {
			return fmt.Errorf("created %s: %w", created, err)
		}
		path := url + o.Path + "/" + resource.ID
		if err := same(created, path); err != nil {
			return fmt.Errorf("create: %w", err)
		}
		got, err := client.Get(o, resource.ID)
		if err != nil {
			return fmt.Errorf("get: %w", err)
		}
		if err := same(got, path); err != nil {
			return fmt.Errorf("get: %w", err)
		}
		updated, err := client.Update(o, resource.ID, o.Patch)
		if err != nil {
			return fmt.Errorf("update by %s: %w", o.Patch, err)
		}
		if err := same(updated, path); err != nil {
			return fmt.Errorf("update: %w", err)
		}
		listed, err := client.List(o)
		if err != nil {
			return fmt.Errorf("list: %w", err)
		}
		if err := same(listed, url+o.Path); err != nil {
			return fmt.Errorf("list: %w", err)
		}
		if err := client.Delete(o, resource.ID); err != nil {
			return fmt.Errorf("delete: %w", err)
		}
		if _, status, err := fetch(path); err != nil || status != http.StatusNotFound {
			return fmt.Errorf("delete: status %d, %w", status, err)
		}
	}
	return nil
}

// same compares what a client decoded with what the service sends now.
func same(decoded []byte, url string) error {
	sent, status, err := fetch(url)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("status %d, %w", status, err)
	}
	var a, b any
	if err := json.Unmarshal(decoded, &a); err != nil {
		return fmt.Errorf("%w: %s", err, decoded)
	}
	if err := json.Unmarshal(sent, &b); err != nil {
		return err
	}
	if !reflect.DeepEqual(normal(a), normal(b)) {
		return fmt.Errorf("the client decoded\n%s\nfrom\n%s", decoded, sent)
	}
	return nil
}

// normal removes differences that clients may make: fractions of seconds, and optional
// members that are null.
func normal(value any) any {
	switch value := value.(type) {
	case string:
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			return at.UTC().Truncate(time.Second)
		}
	case []any:
		for i := range value {
			value[i] = normal(value[i])
		}
	case map[string]any:
		for key, member := range value {
			if value[key] = normal(member); member == nil {
				delete(value, key)
			}
		}
	}
	return value
}

func fetch(url string) ([]byte, int, error) {
	response, err := http.Get(url)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return body, response.StatusCode, err
}
