//go:build unix

package main

import "strings"

const (
	enter = "\r"
	down  = "\x1b[B"
	up    = "\x1b[A"
)

// scenes is the sequence of screens in the picture.
var scenes = []scene{
	{nil, "What do you want to start with?"},
	{[]string{down}, "all features, and callers with tokens"},
	{[]string{up, enter, enter, enter}, "Which web framework?"},
	{append(typed("fib"), down), "teams that come from Express"},
	{[]string{enter}, "Which database?"},
	{[]string{enter}, "What does the service store?"},
	{[]string{down, enter}, "What is the resource called?"},
	{typed("customer name:string email:email:unique"), "email:email:unique"},
	{[]string{enter}, "with customer"},
	{append(append([]string{down, enter}, typed("order")...), enter), "What is the field of order called?"},
	{append(typed("total"), enter), "What is total?"},
	{typed("money"), "1 of 15 match"},
	{append(append([]string{enter}, typed("10,2")...), enter, enter), "The fields of order"},
	{[]string{down, enter, enter}, "Is this right?"},
}

// typed returns the keys that type text.
func typed(text string) []string { return strings.Split(text, "") }
