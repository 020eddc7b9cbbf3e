package document

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plain"
)

// CheckReport refuses a file to which a report can't be written. It leaves the file
// as it is.
func CheckReport(name string) error {
	info, err := os.Stat(name)
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return nil // To open a pipe or a device may have an effect.
	}
	missing := err != nil
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o644) //nolint:forbidigo // the user named it, and nothing is read
	if err == nil {
		err = f.Close()
		if missing {
			err = errors.Join(err, os.Remove(name))
		}
	}
	if err != nil {
		return reportFailed(name, err).WithHint("nothing was changed; give --report a file in a folder that exists")
	}
	return nil
}

// reportFailed is the failure to write a report.
func reportFailed(name string, err error) *fault.Error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fault.Failed("report", "write the report %s", name).WithCause(err)
}

// WriteReport writes the text of a pull request, with a part for each service
// that changed or failed.
func (d *Update) WriteReport(name string) error {
	var b plain.Builder
	for _, r := range d.Services {
		if !d.One {
			b.Printf("# %s\n\n", r.Folder)
		}
		r.report(&b)
	}
	if err := os.WriteFile(name, []byte(b.Text().String()), 0o644); err != nil {
		return reportFailed(name, err).WithHint("the output above says what was updated")
	}
	return nil
}

// report writes what a reviewer of the update wants to know.
func (r UpdateRow) report(b *plain.Builder) {
	for line := range strings.Lines(recallLines(r.From, r.Retracted, r.Deprecated).String()) {
		b.Printf("**%s**\n\n", strings.TrimSpace(line))
	}
	if r.State == updateNone {
		b.Printf("%s %s is the latest version: nothing changes.\n\n", r.Pack, r.From)
		return
	}
	if r.State == updateUnknown {
		b.Printf("newsvc knows no source of versions of the pack %s: nothing changes, and %s.\n\n", r.Pack, unknownHint)
		return
	}
	if r.State == updateFailed || r.State == updateWaiting {
		b.Printf("Not updated%s: %s\n\n", r.versions(), r.Problem)
		return
	}
	if r.Pack != "" {
		b.Printf("Updates this service from %s %s to %s.\n\n", r.Pack, r.From, r.To)
	}
	if r.Problem != "" {
		b.Printf("**%s**\n\n", r.Problem)
	}
	if r.changelog != "" {
		b.Printf("## What changes for you\n\n%s\n\n", plain.Printable(deeper(r.changelog)))
	}
	if notes := r.Notes[:len(r.Notes)-len(r.attention)]; len(notes) > 0 || r.Answers != "" {
		b.Printf("## Answers\n\n")
		for _, note := range notes {
			b.Printf("- %s\n", note)
		}
		if r.Answers != "" {
			b.Printf("\n```diff\n%s```\n\n", plain.Printable(r.Answers))
		}
	}
	reportFiles(b, "Conflicts", "- [ ] ", r.withAction(merge.Conflict))
	reportFiles(b, "Merged with your changes", "- ", r.withAction(merge.Merge))
	r.reportAttention(b)
	reportFiles(b, "Other files", "- ", r.withAction(merge.Create, merge.Update, merge.Delete))
}

// versions says between which versions a service wasn't updated, as far as that is known.
func (r UpdateRow) versions() string {
	switch {
	case r.From == "":
		return ""
	case r.To == r.From:
		return fmt.Sprintf(" (from %s %s)", r.Pack, r.From)
	}
	return fmt.Sprintf(" (%s %s to %s)", r.Pack, r.From, r.To)
}

// reportAttention lists what newsvc leaves to the user.
func (r UpdateRow) reportAttention(b *plain.Builder) {
	kept := r.withAction(merge.Keep)
	if len(kept)+len(r.Lost)+len(r.attention) == 0 {
		return
	}
	b.Printf("## What to look at\n\n")
	for _, note := range r.attention {
		b.Printf("- [ ] %s\n", note)
	}
	for _, f := range kept {
		b.Printf("- [ ] `%s` stays as it is: %s\n", f.Path, f.Reason)
	}
	for _, path := range r.lostFiles() {
		b.Printf("- [ ] `%s` no longer has these lines of yours:\n\n", path)
		for _, line := range r.Lost[path] {
			b.Printf("      %s\n", line)
		}
	}
	b.Printf("\n")
}

// reportFiles lists files below a heading.
func reportFiles(b *plain.Builder, heading, bullet string, files []ChangedFile) {
	if len(files) == 0 {
		return
	}
	b.Printf("## %s\n\n", heading)
	for _, f := range files {
		b.Printf("%s`%s`", bullet, f.Path)
		switch {
		case f.Reason != "":
			b.Printf(": %s", f.Reason)
		case f.Action != merge.Update:
			b.Printf(": %sd", string(f.Action))
		}
		b.Printf("\n")
	}
	b.Printf("\n")
}

// deeper puts the headings of a text below those of the report.
func deeper(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			line = "#" + line
		}
		b.WriteString(line)
	}
	return b.String()
}
