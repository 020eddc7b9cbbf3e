// The program ogen runs every operation of each resource with the client that ogen
// generated. Standard input lists the operations as JSON.
package main

import (
	"context"
	"encoding"
	"encoding/json"
	"fmt"
	"os"
	"reflect"

	"example.com/clients/ogenapi"
	"example.com/clients/shared"
)

func main() {
	client, err := ogenapi.NewClient(os.Args[1])
	if err != nil {
		shared.Fail(err)
	}
	shared.Run(os.Args[1], &caller{reflect.ValueOf(client)})
}

type caller struct{ client reflect.Value }

// Create, Get, List, Update and Delete return the decoded response as JSON.
func (c *caller) Create(o shared.Operations, body json.RawMessage) ([]byte, error) {
	request := reflect.New(c.parameter(o.Create, 1).Elem())
	if err := json.Unmarshal(body, request.Interface()); err != nil {
		return nil, err
	}
	return c.call(o.Create, request)
}

func (c *caller) Get(o shared.Operations, id string) ([]byte, error) {
	return c.call(o.Get, c.withID(o.Get, 1, id))
}

func (c *caller) List(o shared.Operations) ([]byte, error) {
	return c.call(o.List, reflect.New(c.parameter(o.List, 1)).Elem())
}

func (c *caller) Update(o shared.Operations, id string, patch json.RawMessage) ([]byte, error) {
	request := reflect.ValueOf(patches[o.Update]())
	if err := json.Unmarshal(patch, request.Interface()); err != nil {
		return nil, err
	}
	return c.call(o.Update, request, c.withID(o.Update, 2, id))
}

func (c *caller) Delete(o shared.Operations, id string) error {
	_, err := c.call(o.Delete, c.withID(o.Delete, 1, id))
	return err
}

func (c *caller) parameter(method string, n int) reflect.Type {
	m := c.client.MethodByName(method)
	if !m.IsValid() {
		shared.Fail(fmt.Errorf("the client has no method %s", method))
	}
	return m.Type().In(n)
}

// withID returns the nth parameter of a method, a struct with the resource's ID.
func (c *caller) withID(method string, n int, id string) reflect.Value {
	params := reflect.New(c.parameter(method, n)).Elem()
	if err := params.FieldByName("ID").Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(id)); err != nil {
		shared.Fail(err)
	}
	return params
}

func (c *caller) call(method string, args ...reflect.Value) ([]byte, error) {
	results := c.client.MethodByName(method).Call(append([]reflect.Value{reflect.ValueOf(context.Background())}, args...))
	if err, ok := results[1].Interface().(error); ok {
		return nil, err
	}
	result := results[0]
	for result.Kind() == reflect.Interface || result.Kind() == reflect.Pointer && result.Elem().Kind() == reflect.Struct && result.Elem().FieldByName("Response").IsValid() {
		if result.Kind() == reflect.Pointer {
			result = result.Elem().FieldByName("Response").Addr()
			break
		}
		result = result.Elem()
	}
	if _, ok := result.Interface().(json.Marshaler); !ok {
		return nil, nil // a response without a body
	}
	return json.Marshal(result.Interface())
}
