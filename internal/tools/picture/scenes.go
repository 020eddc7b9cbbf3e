//go:build unix

package main

import "strings"

const (
	enter = "\r"
	down  = "\x1b[B"
	space = " "
)

// scenes are a visitor's way through the form.
var scenes = []scene{
	{nil, "What is the service called?"},
	{[]string{enter, enter}, "Which web framework?"},
	{[]string{down, down, down}, "people who come from Express"},
	{[]string{enter}, "Where does it keep its data?"},
	{[]string{enter, enter}, "What else should it have?"},
	{[]string{enter, enter, enter}, "What does the service keep?"},
	{[]string{down, enter}, "What is the resource called?"},
	{append(typed("order"), enter), "What is the field of order called?"},
	{append(typed("number"), enter), "What is number?"},
	{[]string{enter, down, space}, "no two have the same"},
	{[]string{enter, enter}, "What does the service keep?"},
	{[]string{enter}, "framework"},
}

// typed returns the keys that write text.
func typed(text string) []string { return strings.Split(text, "") }
