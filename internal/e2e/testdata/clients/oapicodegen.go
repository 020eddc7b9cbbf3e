// The program oapicodegen runs every operation of each resource with the client that
// oapi-codegen generated. Standard input lists the operations as JSON.
package main

import (
	"context"
	"encoding"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	"example.com/clients/oapi"
	"example.com/clients/shared"
)

func main() {
	client, err := oapi.NewClientWithResponses(os.Args[1])
	if err != nil {
		shared.Fail(err)
	}
	shared.Run(os.Args[1], &caller{reflect.ValueOf(client)})
}

type caller struct{ client reflect.Value }

// Create, Get, List, Update and Delete return the decoded response as JSON.
func (c *caller) Create(o shared.Operations, body json.RawMessage) ([]byte, error) {
	return c.call(o.Create+"WithResponse", "", body)
}

func (c *caller) Get(o shared.Operations, id string) ([]byte, error) {
	return c.call(o.Get+"WithResponse", id, nil)
}

func (c *caller) List(o shared.Operations) ([]byte, error) {
	return c.call(o.List+"WithResponse", "", nil)
}

func (c *caller) Update(o shared.Operations, id string, patch json.RawMessage) ([]byte, error) {
	if _, err := c.call(o.Update+"WithResponse", id, patch); err != nil {
		return nil, err
	}
	return c.call(o.Update+"WithApplicationMergePatchPlusJSONBodyWithResponse", id, patch)
}

func (c *caller) Delete(o shared.Operations, id string) error {
	_, err := c.call(o.Delete+"WithResponse", id, nil)
	return err
}

// call calls a method. Its parameters are the context and optionally the ID, a pointer
// to parameters, and the body.
func (c *caller) call(method, id string, body json.RawMessage) ([]byte, error) {
	m := c.client.MethodByName(method)
	if !m.IsValid() {
		shared.Fail(fmt.Errorf("the client has no method %s", method))
	}
	args := []reflect.Value{reflect.ValueOf(context.Background())}
	for n := 1; n < m.Type().NumIn()-1; n++ {
		parameter := m.Type().In(n)
		value := reflect.New(parameter)
		switch {
		case id != "" && n == 1:
			if err := value.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(id)); err != nil {
				return nil, err
			}
		case parameter.Kind() == reflect.Pointer && strings.HasSuffix(parameter.Elem().Name(), "Params"):
		default:
			if err := json.Unmarshal(body, value.Interface()); err != nil {
				return nil, err
			}
		}
		args = append(args, value.Elem())
	}
	results := m.Call(args)
	if err, ok := results[1].Interface().(error); ok {
		return nil, err
	}
	response := results[0].Elem()
	for _, name := range []string{"JSON200", "JSON201"} {
		if decoded := response.FieldByName(name); decoded.IsValid() && !decoded.IsNil() {
			return json.Marshal(decoded.Interface())
		}
	}
	if status := response.Addr().Interface().(interface{ StatusCode() int }).StatusCode(); status != 204 {
		return nil, fmt.Errorf("status %d: %s", status, response.FieldByName("Body").Bytes())
	}
	return nil, nil
}
