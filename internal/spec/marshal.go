package spec

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
)

// header is the first line of Marshal's output.
const header = "# What newsvc knows of this service. Commit it; to stop using newsvc, delete it.\n"

// The structure of an answers file. The options are between head and tail.
type (
	head struct {
		Format int     `yaml:"format,omitempty"`
		Pack   PackRef `yaml:"pack,omitempty"`
	}
	tail struct {
		Resources []resourceForm `yaml:"resources,omitempty"`
		Schema    []stepForm     `yaml:"schema,omitempty"`
		Yours     []string       `yaml:"yours,omitempty"`
	}
	resourceForm struct {
		Name    string   `yaml:"name"`
		Plural  string   `yaml:"plural,omitempty"`
		Package string   `yaml:"package,omitempty"`
		Fields  []string `yaml:"fields"`
	}
	stepForm struct {
		ID       string            `yaml:"id"`
		Op       string            `yaml:"op"`
		Resource string            `yaml:"resource"`
		Plural   string            `yaml:"plural"`
		Fields   []string          `yaml:"fields"`
		Targets  map[string]string `yaml:"targets,omitempty"`
	}
)

// own lists the keys of a file that aren't options.
var own = []string{"format", "pack", "resources", "schema", "yours"}

// Marshal formats a as YAML in a deterministic order: options sorted by name, one line
// for each field. ParseAnswers is its inverse. More than MaxAnswers bytes, or an option
// with the name of a reserved key, is an error.
func (a Answers) Marshal() ([]byte, error) {
	for _, key := range own {
		if _, taken := a.Values[key]; taken {
			return nil, fmt.Errorf("write answers: an option can't be named %s", key)
		}
	}
	var b bytes.Buffer
	b.WriteString(header)
	encoder := func(v any) error {
		e := yaml.NewEncoder(&b)
		e.SetIndent(2)
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("write answers: %w", err)
		}
		return e.Close()
	}
	var parts []any
	if a.Format != 0 || a.Pack != (PackRef{}) {
		parts = append(parts, head{a.Format, a.Pack})
	}
	if len(a.Values) > 0 {
		parts = append(parts, a.Values)
	}
	if len(a.Resources)+len(a.Schema)+len(a.Yours) > 0 {
		parts = append(parts, tail{resourceForms(a.Resources), stepForms(a.Schema), a.Yours})
	}
	for _, part := range parts {
		if err := encoder(part); err != nil {
			return nil, err
		}
	}
	if b.Len() > MaxAnswers {
		return nil, fault.Usage("too_large", "the service's answers have %d bytes; the maximum is %d", b.Len(), MaxAnswers).
			WithHint("declare fewer resources, or split the service into several")
	}
	return b.Bytes(), nil
}

func resourceForms(resources []resource.Resource) []resourceForm {
	var forms []resourceForm
	for _, r := range resources {
		forms = append(forms, resourceForm{r.Name, r.Plural, r.Package, fieldForms(r.Fields)})
	}
	return forms
}

func stepForms(steps []Step) []stepForm {
	var forms []stepForm
	for _, s := range steps {
		forms = append(forms, stepForm{s.ID, s.Op, s.Resource, s.Plural, fieldForms(s.Fields), s.Targets})
	}
	return forms
}

func fieldForms(fields []resource.Field) []string {
	forms := []string{}
	for _, f := range fields {
		forms = append(forms, f.String())
	}
	return forms
}
