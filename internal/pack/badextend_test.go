package pack_test

import (
	"strings"
	"testing"
)

func TestExtend_Refuses(t *testing.T) {
	const run = "layers/base/files/bin/run"
	digest := baseDigest(t, run)
	for name, tt := range map[string]struct {
		rest string
		own  map[string]string
		want string
	}{
		"an unknown key":               {"narow: []\n", nil, "pack.yaml:6: a manifest that extends another has no key \"narow\"\nhint: did you mean narrow?\n"},
		"an option of the base":        {"options: [{name: color, kind: text, prompt: p, help: h}]\n", nil, "pack.yaml:6: small 0.1.0 has the option color already"},
		"a layer of the base":          {"layers: [{folder: base}]\n", nil, "pack.yaml:6: small 0.1.0 has the layer base already\nhint: the files below layers/base are added to it: leave it out here\n"},
		"a slot of the base":           {"slots: [{name: lines}]\n", nil, "pack.yaml:6: small 0.1.0 has the slot lines already"},
		"a type of the base":           {"types: {int: {go: x, sql: y}}\n", nil, "pack.yaml:6: small 0.1.0 has the type int already"},
		"a type with other columns":    {"types: {text: {go: x}}\n", nil, "pack.yaml:6: type text has the columns go, but string has go, sql"},
		"a choice of the base":         {"choices: {color: [{name: red, what: w}]}\n", nil, "pack.yaml:6: option color of small 0.1.0 has the choice red already"},
		"choices of a text":            {"choices: {name: [{name: red, what: w}]}\n", nil, "pack.yaml:6: option name has no choices"},
		"a bad choice":                 {"choices: {color: [{name: green, wat: w}]}\n", nil, "pack.yaml:6: a choice has no key \"wat\""},
		"a suffix of the base":         {"reserved: {package: {suffix: x, words: [y]}}\n", nil, "has no key \"suffix\""},
		"delimiters":                   {"delims: [\"[[\", \"]]\"]\n", nil, "pack.yaml:6: a pack that extends another has the delimiters of the other"},
		"formatting":                   {"gofmt: [x.go]\n", nil, "pack.yaml:6: small 0.1.0 formats all Go files, so this pack does too"},
		"another list":                 {"executables: x\n", nil, "pack.yaml:6: executables must be a list"},
		"the name of the base":         {"", map[string]string{"pack.yaml": strings.Replace(grownHead, "grown", "small", 1)}, "pack.yaml:2: a pack that it extends is called small too"},
		"no version":                   {"", map[string]string{"pack.yaml": "format: 1\nname: x\ndescription: d\nextends: small@0.1.0\n"}, "pack.yaml:1: a manifest that extends another needs the key \"version\""},
		"a default that is none":       {"defaults: {color: green}\n", nil, "pack.yaml:6: option color: its default \"green\" is not one of its choices"},
		"a default of no option":       {"defaults: {colour: red}\n", nil, "pack.yaml:6: small 0.1.0 has no option \"colour\"\nhint: did you mean color?\n"},
		"a narrowed default":           {"narrow: [{option: color, to: [blue, green], reason: r}]\nchoices: {color: [{name: green, what: w}]}\n", nil, "pack.yaml:6: the default of option color is red, which is no longer available\nhint: add defaults: {color: blue}\n"},
		"its default narrowed out":     {"defaults: {color: red}\nnarrow: [{option: color, to: [blue], reason: r}]\n", nil, "pack.yaml:6: the default of option color is \"red\", but this pack leaves only \"blue\"\nhint: change it, or leave it out under defaults\n"},
		"its default among more":       {"defaults: {color: red}\nchoices: {color: [{name: green, what: w}]}\nnarrow: [{option: color, to: [blue, green], reason: r}]\n", nil, "pack.yaml:6: the default of option color is \"red\", but this pack leaves only \"blue, green\"\n"},
		"its default pinned":           {"pin: [{option: color, to: blue, reason: r}]\ndefaults: {color: red}\n", nil, "pack.yaml:7: the default of option color is \"red\", but this pack leaves only \"blue\"\n"},
		"narrowing to all":             {"narrow: [{option: color, to: [blue, red], reason: r}]\n", nil, "pack.yaml:6: option color has no other choices"},
		"narrowing to none":            {"narrow: [{option: color, to: [], reason: r}]\n", nil, "pack.yaml:6: to: it lists no choice of option color"},
		"narrowing to an unknown one":  {"narrow: [{option: color, to: [rad], reason: r}]\n", nil, "pack.yaml:6: option color has no choice \"rad\"\nhint: did you mean red?\n"},
		"narrowing a text":             {"narrow: [{option: name, to: [x], reason: r}]\n", nil, "pack.yaml:6: option name has no choices to narrow\nhint: pin gives it a value\n"},
		"narrowing without a reason":   {"narrow: [{option: color, to: [red]}]\n", nil, "pack.yaml:6: an entry of narrow needs the key \"reason\""},
		"narrowing twice":              {"narrow: [{option: color, to: [red], reason: r}]\npin: [{option: color, to: red, reason: r}]\n", nil, "pack.yaml:7: option color is narrowed or pinned twice"},
		"pinning the name":             {"pin: [{option: name, to: x, reason: r}]\n", nil, "pack.yaml:6: option name differs in each service, so it can't be pinned"},
		"pinning to a list":            {"pin: [{option: color, to: [red], reason: r}]\n", nil, "pack.yaml:6: to must be text"},
		"an alias":                     {"pin: [{option: &a color, to: red, reason: *a}]\n", nil, "anchors and aliases aren't supported in manifests"},
		"an alias of everything":       {"narrow: &a [{option: color, to: *a, reason: r}]\n", nil, ""},
		"a when of a narrowed choice":  {"pin: [{option: color, to: red, reason: warm}]\nlayers: [{folder: own, when: {color: blue}}]\n", map[string]string{"layers/own/files/x": "x"}, "pack.yaml:7: when: the choice blue of option color is not available: warm"},
		"a file of a dropped layer":    {"pin: [{option: color, to: blue, reason: cold}]\n", map[string]string{"layers/red/files/more": "x"}, "layers/red: pack.yaml has no such layer"},
		"a layer that drops out":       {"pin: [{option: color, to: blue, reason: cold}]\nlayers: [{folder: red}]\n", map[string]string{"layers/red/files/more": "x"}, "pack.yaml:7: the layer red of small 0.1.0 drops out, because of what this pack narrows"},
		"an unused option":             {"options: [{name: more, kind: bool, prompt: p, help: h}]\n", nil, "pack.yaml:6: no condition and no template uses the option more"},
		"an impossible layer":          {"pin: [{option: shade, to: deep, reason: r}]\nlayers: [{folder: own, when: {shade: [deep], color: blue}}]\n", map[string]string{"layers/own/files/x": "x"}, ""},
		"a file of the base":           {"", map[string]string{run: "x"}, run + ": small 0.1.0 has this file too\nhint: to replace it, add under replaces, in pack.yaml: " + run + ": " + digest + "\n"},
		"the same path, as a template": {"", map[string]string{run + ".tmpl": "x"}, run + ".tmpl: small 0.1.0 has this file too"},
		"replacing no file":            {"replaces: {" + run + "n: " + digest + "}\n", map[string]string{run + "n": "x"}, "pack.yaml:6: replaces: small 0.1.0 has no file " + run + "n"},
		"replacing with no file":       {"replaces: {" + run + ": " + digest + "}\n", nil, "pack.yaml:6: replaces: this pack has no file " + run},
		"replacing without a digest":   {"replaces: {" + run + ": new}\n", map[string]string{run: "x"}, "pack.yaml:6: replaces: \"new\" is not a digest\nhint: write " + run + ": " + digest + "\n"},
		"replacing outside":            {"replaces: {../../x: " + digest + "}\n", nil, "pack.yaml:6: replaces: small 0.1.0 has no file ../../x"},
		"replacing the manifest":       {"replaces: {pack.yaml: " + digest + "}\n", nil, "pack.yaml:6: replaces: small 0.1.0 has no file pack.yaml"},
		"another case":                 {"", map[string]string{"layers/base/files/BIN/run": "x"}, "a system that ignores case treats it as"},
		"a base that isn't there":      {"", map[string]string{"pack.yaml": ""}, "pack.yaml:1: it is empty"},
		"a folder named extends":       {"", map[string]string{"pack.yaml": "format: 1\n"}, "extends: pack.yaml doesn't say that the pack extends another"},
		"a base that is not YAML":      {"", map[string]string{"extends/pack.yaml": "a: [\n"}, "extends/pack.yaml:"},
		"a base without a manifest":    {"", map[string]string{"extends/pack.yaml": "format: 1\nname: y\nversion: 0.1.0\ndescription: d\noptions: []\nlayers: x\n"}, "extends/pack.yaml:6: layers must be a list"},
		"a base with duplicate keys":   {"", map[string]string{"extends/pack.yaml": "name: x\nname: x\n"}, "extends/pack.yaml:2: \"name\" is given twice, first on line 2 of pack.yaml"},
		"text on two lines":            {"pin: [{option: color, to: red, reason: \"a\\nb\"}]\n", nil, "pack.yaml:6: text has a second line"},
		"changes of a later base":      {"changes: [{version: 1.0.0, base: 0.2.0}]\n", nil, "pack.yaml:6: 0.2.0 is a later version than small 0.1.0, which the pack extends"},
	} {
		t.Run(name, func(t *testing.T) {
			err := loadAndCheck(grown(t, tt.rest, tt.own))
			switch {
			case err == nil && tt.want != "":
				t.Fatal("it isn't refused")
			case err != nil && !strings.Contains(report(err), tt.want):
				t.Errorf("got %s, want %s", report(err), tt.want)
			}
		})
	}
}
