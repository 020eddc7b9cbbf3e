//go:build unix

package main

import "strings"

const (
	enter = "\r"
	down  = "\x1b[B"
	space = " "
)

// scenes is the sequence of screens in the picture.
var scenes = []scene{
	{nil, "What is the service called?"},
	{[]string{enter, enter}, "Which web framework?"},
	{[]string{down, down, down}, "teams that come from Express"},
	{[]string{enter}, "Which database?"},
	{[]string{enter, enter}, "Which features?"},
	{[]string{enter, enter, enter}, "What does the service store?"},
	{[]string{down, enter}, "What is the resource called?"},
	{append(typed("order"), enter), "What is the field of order called?"},
	{append(typed("number"), enter), "What is number?"},
	{[]string{enter, down, space}, "no two may have the same value"},
	{[]string{enter, enter}, "What does the service store?"},
	{[]string{enter}, "framework"},
}

// typed returns the keys that type text.
func typed(text string) []string { return strings.Split(text, "") }
