package program

import (
	"fmt"
	"slices"
	"strings"
)

// resolveConflict edits a rule beside which the next change adds one, makes the change,
// and resolves the conflict: the lines of both sides stay.
func (p *Program) resolveConflict() error {
	path, err := p.conflicting("nickname")
	if err != nil {
		return err
	}
	s, err := p.status()
	if err != nil {
		return err
	}
	if s.Unfinished == "" || len(s.Conflicts) != 1 || s.Conflicts[0].Path != path {
		return fmt.Errorf("status doesn't say what is in conflict: %+v", s)
	}
	doc, err := p.ask(p.root, "continue")
	if err != nil {
		return err
	}
	if len(doc.Conflicts) != 1 {
		return fmt.Errorf("continue ignores the markers: %s", doc.raw)
	}
	if err := p.edit(path, s.Conflicts[0].resolve); err != nil {
		return err
	}
	if doc, err = p.run(p.root, arguments(doc.Next[0])...); err != nil {
		return err
	}
	if err := p.commit(doc); err != nil {
		return err
	}
	s, err = p.finished()
	if err == nil && !slices.Contains(s.Edited, path) {
		err = fmt.Errorf("the user's line is gone: %v", s.Edited)
	}
	return err
}

// resolve returns the text of the file with the user's lines, and those that are new.
func (c conflict) resolve(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for _, part := range slices.Backward(c.Parts) {
		resolved := []string{part.Yours}
		for line := range strings.Lines(part.New) {
			if !slices.Contains(slices.Collect(strings.Lines(part.Base)), line) {
				resolved = append(resolved, line)
			}
		}
		lines = slices.Replace(lines, part.First-1, part.Last, resolved...)
	}
	return strings.Join(lines, "")
}

// conflicting edits a line of a service, commits that, and adds a field to a resource that
// is in conflict with it. It returns the path of the file.
func (p *Program) conflicting(field string) (string, error) {
	request := []string{"add", "field", "visit", field + ":string:optional"}
	preview, err := p.run(p.root, append(request, "--diff")...)
	if err != nil {
		return "", err
	}
	for _, f := range preview.changed() {
		line := lineBefore(f.Patch)
		if f.Action != "update" || !strings.HasSuffix(f.Path, ".go") || line == "" {
			continue
		}
		if err := p.edit(f.Path, func(text string) string { return strings.Replace(text, line, line+" // as the user wants it", 1) }); err != nil {
			return "", err
		}
		if err := p.Start(p.root, "git", "commit", "--quiet", "--all", "--message", "Edit "+f.Path); err != nil {
			return "", err
		}
		doc, err := p.ask(p.root, request...)
		if err == nil && (len(doc.Conflicts) != 1 || doc.Conflicts[0].Path != f.Path) {
			err = fmt.Errorf("%s isn't in conflict: %s", f.Path, doc.raw)
		}
		return f.Path, err
	}
	return "", fmt.Errorf("no line can be in conflict: %s", preview.raw)
}

// lineBefore returns the last line of code before the first one that a patch adds.
func lineBefore(patch string) string {
	before := ""
	for line := range strings.Lines(patch) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "@@"):
			before = ""
		case strings.HasPrefix(line, "+") && strings.HasSuffix(strings.TrimSuffix(before, ","), ")"):
			return before[1:]
		case strings.HasPrefix(line, "+"), strings.HasPrefix(line, "-"):
			before = ""
		default:
			before = line
		}
	}
	return ""
}

// recoverUnfinished leaves a change with a conflict, as a program that was killed does. The
// next one notices when its own change fails, and aborts the unfinished one.
func (p *Program) recoverUnfinished() error {
	if _, err := p.conflicting("motto"); err != nil {
		return err
	}
	doc, err := p.ask(p.root, "set", "ci=none")
	if err != nil {
		return err
	}
	f := doc.failures()[0]
	last := f.Next[len(f.Next)-1]
	if f.Code != "unfinished" || last.Folder != p.root {
		return fmt.Errorf("the failure doesn't say what is unfinished: %s", doc.raw)
	}
	if doc, err = p.run(last.Folder, arguments(last)...); err != nil {
		return err
	}
	if doc.Schema != "newsvc/abort" {
		return fmt.Errorf("the last way to continue isn't to abort: %s", doc.raw)
	}
	if err := p.clean(); err != nil {
		return err
	}
	s, err := p.finished()
	if err == nil && strings.Contains(strings.Join(s.Resources, " "), "motto") {
		err = fmt.Errorf("the change isn't undone: %v", s.Resources)
	}
	return err
}

// clean checks that every file is as git has it.
func (p *Program) clean() error { return p.Start(p.root, "git", "diff", "--quiet", "HEAD") }

// switchDatabase switches to every database in turn.
func (p *Program) switchDatabase() error {
	database, err := p.options.option("database")
	if err != nil {
		return err
	}
	for _, choice := range slices.Backward(database.Choices[:2]) {
		if err := p.change("set", "database="+choice.Name, "--no-verify"); err != nil {
			return err
		}
		s, err := p.finished()
		if err != nil || s.Answers["database"] != choice.Name {
			return fmt.Errorf("set database=%s: %v, %w", choice.Name, s.Answers, err)
		}
	}
	return nil
}

// undo makes a change, and undoes it. Every byte is then as before.
func (p *Program) undo() error {
	before, err := p.files()
	if err != nil {
		return err
	}
	if err := p.change("add", "field", "order", "note:text:optional"); err != nil {
		return err
	}
	doc, err := p.run(p.root, "undo")
	if err != nil {
		return err
	}
	if err := p.commit(doc); err != nil {
		return err
	}
	if err := p.sameFiles(before); err != nil {
		return err
	}
	_, err = p.finished()
	return err
}

// update asks whether there is a later version, updates to it, and asks again.
func (p *Program) update() error {
	doc, err := p.ask(p.root, "update", "--check", "--pack", p.LaterPack)
	if err != nil {
		return err
	}
	if len(doc.Services) != 1 || doc.Services[0].State != "available" {
		return fmt.Errorf("no update is available: %s", doc.raw)
	}
	if doc, err = p.run(p.root, append(arguments(doc.Next[0]), "--no-verify")...); err != nil {
		return err
	}
	if doc.Services[0].State != "updated" {
		return fmt.Errorf("the service isn't updated: %s", doc.raw)
	}
	if err := p.commit(doc); err != nil {
		return err
	}
	doc, err = p.run(p.root, "update", "--check", "--pack", p.LaterPack)
	if err == nil && doc.Services[0].State != "up_to_date" {
		err = fmt.Errorf("the service isn't up to date: %s", doc.raw)
	}
	return err
}

// removeResource removes a resource. Others refer to it, and the failures say what goes
// first.
func (p *Program) removeResource() error {
	for {
		doc, err := p.ask(p.root, "remove", "resource", "customer", "--no-verify")
		if err != nil {
			return err
		}
		if doc.Schema == "newsvc/change" {
			if err := p.commit(doc); err != nil {
				return err
			}
			break
		}
		f := doc.failures()[0]
		if f.Code != "still_referred" || len(f.Next) == 0 {
			return fmt.Errorf("nothing says what goes first: %s", doc.raw)
		}
		if err := p.change(append(arguments(f.Next[0]), "--no-verify")...); err != nil {
			return err
		}
	}
	s, err := p.finished()
	if err == nil && slices.ContainsFunc(s.Resources, func(r string) bool { return strings.HasPrefix(r, "customer ") || strings.Contains(r, "ref=customer") }) {
		err = fmt.Errorf("the resource is still there: %v", s.Resources)
	}
	return err
}
