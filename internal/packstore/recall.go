package packstore

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"

	"github.com/newsvc/newsvc/internal/spec"
)

// Published is what is published of a module.
type Published struct {
	Versions []string // all of them, the oldest first
	GoMod    []byte   // of the latest version, which says which versions are retracted
	Cached   bool     // it is only what the module cache contains
	Offline  bool     // the user has turned module proxies off, so Cached isn't the consequence of a failure
	Complete []string // if Cached: the versions whose files are in the module cache
}

// Recall is what the owner of a pack's module says against using a version of it.
type Recall struct {
	Retracted  string // why the version is retracted; empty: it isn't
	Deprecated string // why the module is deprecated; empty: it isn't
}

// maxReason is how much of an owner's reason is shown, in bytes.
const maxReason = 400

// Recall returns what the owner of a service's pack says against its version. It
// returns nothing if the pack isn't from a module, or if neither the module proxy
// nor the module cache answers: a service works without either.
func (s Store) Recall(ctx context.Context, ref spec.PackRef) Recall {
	if ref.Module == "" || s.Modules == nil {
		return Recall{}
	}
	published, err := s.Modules.Published(ctx, ref.Module)
	if err != nil {
		return Recall{}
	}
	return published.recall(ref.Version)
}

// Newer reports whether a version of the module of a service's pack is published
// that is later than the service's and isn't retracted.
func (s Store) Newer(ctx context.Context, ref spec.PackRef) bool {
	published, err := s.Modules.Published(ctx, ref.Module)
	return err == nil && published.newer(ref.Version)
}

func (p Published) newer(version string) bool {
	return slices.ContainsFunc(p.current(), func(v string) bool { return semver.Compare(v, version) > 0 })
}

func (p Published) recall(version string) Recall {
	file, err := modfile.ParseLax("go.mod", p.GoMod, nil)
	if err != nil || file.Module == nil {
		return Recall{}
	}
	return Recall{Retracted: retracted(file.Retract, version), Deprecated: reason(file.Module.Deprecated)}
}

// retracted returns why a version is retracted, or "".
func retracted(retractions []*modfile.Retract, version string) string {
	var reasons []string
	length := 0
	for _, retract := range retractions {
		if semver.Compare(retract.Low, version) > 0 || semver.Compare(version, retract.High) > 0 {
			continue
		}
		why := reason(retract.Rationale)
		if why == "" {
			why = "its owner gives no reason"
		}
		if !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
		if length += len(why); length > maxReason {
			break // The rest isn't shown.
		}
	}
	return reason(strings.Join(reasons, "; "))
}

// reason returns a reason on one line that isn't too long.
func reason(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= maxReason {
		return text
	}
	end := maxReason
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// current returns the versions that aren't retracted.
func (p Published) current() []string {
	file, err := modfile.ParseLax("go.mod", p.GoMod, nil)
	if err != nil {
		return p.Versions
	}
	return slices.DeleteFunc(slices.Clone(p.Versions), func(v string) bool { return retracted(file.Retract, v) != "" })
}

// newestCached returns the newest version in the module cache that isn't retracted,
// if nothing else is known. A pre-release is only returned if there is no other.
func (p Published) newestCached() string {
	newest := ""
	for _, v := range p.current() {
		better := cmp.Or(cmp.Compare(rank(v), rank(newest)), semver.Compare(v, newest)) > 0
		if p.Cached && p.Offline && better && slices.Contains(p.Complete, v) {
			newest = v
		}
	}
	return newest
}

// rank orders releases after pre-releases, and those after no version.
func rank(version string) int {
	switch {
	case version == "":
		return 0
	case semver.Prerelease(version) != "":
		return 1
	}
	return 2
}

// Once returns modules that ask the given ones only once for each module and for
// each version, however many services use them.
func Once(modules Modules) Modules { return &once{modules: modules} }

type once struct {
	modules   Modules
	published answers[Published]
	downloads answers[Module]
}

func (o *once) Published(ctx context.Context, path string) (Published, error) {
	return o.published.get(path, func() (Published, error) { return o.modules.Published(ctx, path) })
}

func (o *once) Download(ctx context.Context, path, version string) (Module, error) {
	return o.downloads.get(path+"@"+version, func() (Module, error) { return o.modules.Download(ctx, path, version) })
}

// answers are answers to questions, each of which is asked once.
type answers[T any] struct{ asked sync.Map } // func() (T, error)

func (a *answers[T]) get(question string, ask func() (T, error)) (T, error) {
	answer, _ := a.asked.LoadOrStore(question, sync.OnceValues(ask))
	return answer.(func() (T, error))()
}
