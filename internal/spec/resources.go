package spec

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/tree"
)

// resolveResources completes the declared resources, or the pack's if none are
// declared, and checks each of them and all together. They may refer to the unread ones.
func resolveResources(m *pack.Manifest, declared []resource.Resource, unread []string) ([]resource.Resource, error) {
	resources := slices.Clone(declared)
	if len(resources)+len(unread) == 0 {
		var err error
		if resources, err = packResources(m); err != nil {
			return nil, err
		}
	}
	if len(resources) > resource.MaxResources {
		return nil, fault.Usage("too_many_resources", "there are %d resources; the maximum is %d", len(resources), resource.MaxResources).
			WithHint("split the service into several")
	}
	var errs []error
	for i := range resources {
		r := &resources[i]
		if r.Plural == "" {
			r.Plural = resource.Plural(r.Name)
		}
		err := r.Check()
		if err == nil {
			err = errors.Join(resolvePackage(m, r), checkTypes(m, r), checkIdentifiers(m, r))
		}
		errs = append(errs, at(PlaceOf(i), err))
	}
	apart := checkApart(resources)
	if apart == nil {
		apart = checkDerived(m, resources)
	}
	errs = append(errs, apart, CheckReferences(resources, unread...))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return resources, nil
}

func packResources(m *pack.Manifest) ([]resource.Resource, error) {
	var resources []resource.Resource
	var errs []error
	for _, written := range m.Resources {
		r, err := resource.Parse(written)
		resources, errs = append(resources, r), append(errs, err)
	}
	return resources, errors.Join(errs...)
}

// resolvePackage gives r a package name that is neither reserved nor a device name on
// Windows, or checks the one that it has.
func resolvePackage(m *pack.Manifest, r *resource.Resource) error {
	reserved := m.Reserved["package"]
	taken := func(name string) bool {
		return slices.Contains(reserved.Words, name) || tree.IsDevice(name)
	}
	own := r.Package
	if own == "" {
		r.Package = resource.Flat(r.Name)
		if taken(r.Package) {
			r.Package += reserved.Suffix
		}
	}
	switch {
	case own != "" && resource.CheckName(own) != nil:
		return fault.Usage("bad_resource", "resource %s: its package can't be named %s", r.Name, quote(own)).
			WithHint("leave package out: newsvc chooses the name")
	case taken(r.Package):
		return fault.Usage("bad_resource", "resource %s: the package name %s is taken", r.Name, r.Package).
			WithHint("give the resource another name")
	}
	return nil
}

// checkTypes rejects types that the pack's table doesn't have. A pack without a table
// supports all types of the grammar.
func checkTypes(m *pack.Manifest, r *resource.Resource) error {
	var errs []error
	for _, f := range r.Fields {
		if _, ok := m.Types[string(f.Type)]; ok || len(m.Types) == 0 {
			continue
		}
		errs = append(errs, fault.Usage("type_not_there", "resource %s: field %s: the pack has no type %s", r.Name, f.Name, f.Type).
			WithHint("its types are %s", strings.Join(slices.Sorted(maps.Keys(m.Types)), ", ")))
	}
	return errors.Join(errs...)
}

// checkIdentifiers rejects different names of fields, and different values of enums,
// that become the same identifier.
func checkIdentifiers(m *pack.Manifest, r *resource.Resource) error {
	var errs []error
	initialisms := resource.NewInitialisms(m.Initialisms)
	pascal := func(name string) string { return resource.Pascal(name, initialisms) }
	keys := map[string]string{}
	for _, own := range []string{"id", "version", "created_at", "updated_at"} {
		keys[pascal(own)] = own
	}
	constants := map[string]string{}
	claim := func(taken map[string]string, identifier, meaning string) {
		if first, ok := taken[identifier]; ok {
			errs = append(errs, fault.Usage("bad_resource", "resource %s: %s and %s are both %s in code", r.Name, first, meaning, identifier).
				WithHint("give one of them another name"))
			return
		}
		taken[identifier] = meaning
	}
	for _, f := range r.Fields {
		claim(keys, pascal(f.Key()), f.Key())
		if f.Type != resource.Enum {
			continue
		}
		claim(constants, pascal(f.Name), "the type of "+f.Name)
		for _, value := range f.Values {
			claim(constants, pascal(f.Name)+pascal(value), fmt.Sprintf("the value %s of %s", value, f.Name))
		}
	}
	return errors.Join(errs...)
}

// checkApart rejects resources that would share a name, a path, a table or a package.
func checkApart(resources []resource.Resource) error {
	var errs []error
	names, packages := map[string]int{}, map[string]int{}
	for i, r := range resources {
		if first, ok := names[r.Name]; ok && resources[first].Name == r.Name {
			errs = append(errs, at(PlaceOf(i), fault.Usage("bad_resource", "resource %s is given twice", quote(r.Name)).
				WithHint("put its fields into one, or give one of them another name")))
			continue
		}
		if err := alike(resources, names, packages, i); err != nil {
			errs = append(errs, at(PlaceOf(i), err))
			continue
		}
		names[r.Name], names[r.Plural], packages[r.Package] = i, i, i
		names[resource.Flat(r.Name)], names[resource.Flat(r.Plural)] = i, i
	}
	return errors.Join(errs...)
}

// checkDerived rejects resources from whose names the code derives the same identifier,
// as order and order_fields do if each resource has a type for its fields.
func checkDerived(m *pack.Manifest, resources []resource.Resource) error {
	type identifier struct{ scope, name string }
	owners := map[identifier]string{}
	refused := map[string]bool{}
	var errs []error
	for i, r := range resources {
		derived := m.DerivedIdentifiers(r)
		for _, scope := range slices.Sorted(maps.Keys(derived)) {
			for _, name := range derived[scope] {
				owner, taken := owners[identifier{scope, name}]
				if pair := owner + " " + r.Name; taken && owner != r.Name && !refused[pair] {
					refused[pair] = true
					errs = append(errs, at(PlaceOf(i), fault.Usage("bad_resource", "resources %s and %s would both be %s in code", quote(owner), quote(r.Name), name).
						WithHint("give one of them another name")))
				}
				owners[identifier{scope, name}] = r.Name
			}
		}
	}
	return errors.Join(errs...)
}

// alike returns an error if a resource shares a name with an earlier one.
func alike(resources []resource.Resource, names, packages map[string]int, i int) error {
	r := resources[i]
	for _, name := range []string{r.Plural, r.Name} {
		if first, ok := names[resource.Flat(name)]; ok {
			other := resources[first]
			return fault.Usage("bad_resource", "resources %s (plural %s) and %s (plural %s) are too similar to have a path and a table each", quote(other.Name), other.Plural, quote(r.Name), r.Plural).
				WithHint("give one of them another name, or another plural, as in %s/%s_list", r.Name, r.Name)
		}
	}
	if first, ok := packages[r.Package]; ok && r.Package != "" {
		return fault.Usage("bad_resource", "resources %s and %s would both be the package %s", quote(resources[first].Name), quote(r.Name), r.Package).
			WithHint("give one of them another name")
	}
	return nil
}
