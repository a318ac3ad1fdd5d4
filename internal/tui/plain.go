package tui

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/docreate/docreate/internal/iostreams"
	"github.com/docreate/docreate/internal/spec"
)

// plain asks line by line. Nothing is drawn twice and nothing depends on where
// on the screen it is, so that a screen reader can follow. huh's own accessible
// mode is not used: it reads ahead and loses what was typed early, it cannot be
// cancelled, and it takes the end of the input for an answer.
type plain struct {
	lines   <-chan string // closed at the end of the input
	ctx     context.Context
	out     io.Writer
	request Request
	draft   *draft

	settings bool // options are asked for
	estimate bool // the cost is asked for
	expected numbers
}

// errBack is the answer that goes back to the question before.
var errBack = errors.New("back")

// errNothing is returned by a question that there is no need to ask.
var errNothing = errors.New("nothing to ask")

func askPlain(ctx context.Context, streams *iostreams.IOStreams, request Request) (Answers, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	p := &plain{lines: readLines(ctx, streams.In), ctx: ctx, out: streams.Err, request: request, draft: newDraft(request)}
	fmt.Fprintln(p.out, "New project. Enter takes the answer in brackets, < goes back, and Ctrl-C cancels.")
	questions := p.questions()
	for at, by := 0, 1; at < len(questions); at = max(0, at+by) {
		err := questions[at]()
		switch {
		case errors.Is(err, errNothing) && at > 0:
			// It is passed in the direction of the question before.
		case errors.Is(err, errBack):
			by = -1
		case err != nil && !errors.Is(err, errNothing):
			return Answers{}, err
		default:
			by = 1
		}
	}
	return p.draft.answers(), nil
}

// readLines reads in the background, so that a cancelled run does not wait for
// a key. A read that is under way then ends with the process.
func readLines(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		for scanner.Scan() {
			select {
			case lines <- strings.TrimSpace(scanner.Text()):
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

// read shows a prompt and returns the next line.
func (p *plain) read(prompt string) (string, error) {
	fmt.Fprint(p.out, prompt+" ")
	select {
	case <-p.ctx.Done():
		fmt.Fprintln(p.out)
		return "", ErrCancelled
	case line, ok := <-p.lines:
		switch {
		case !ok:
			fmt.Fprintln(p.out)
			return "", ErrCancelled
		case line == "<":
			return "", errBack
		}
		return line, nil
	}
}

// until asks again until take is content.
func (p *plain) until(prompt string, take func(string) error) error {
	for {
		line, err := p.read(prompt)
		if err != nil {
			return err
		}
		if err = take(line); err == nil {
			return nil
		}
		fmt.Fprintln(p.out, "Not possible: "+err.Error())
	}
}

// questions are those to ask, in order.
func (p *plain) questions() []func() error {
	ask, d := p.draft.ask, p.draft
	var all []func() error
	add := func(wanted bool, question func() error) {
		if wanted {
			all = append(all, question)
		}
	}
	add(ask.Name, func() error {
		return p.text("Project name", "my-app", &d.name, spec.ValidateProjectName)
	})
	add(ask.Dir, func() error {
		return p.text("Directory", cmp.Or(d.name, d.said.Name), &d.dir, p.request.CheckDir)
	})
	add(ask.Patterns && ask.Features && len(p.request.Presets) > 0, p.start)
	add(ask.Patterns, p.patterns)
	add(ask.Patterns, p.classNames)
	add(ask.Features && len(d.catalog.Features) > 0, p.features)
	add(ask.Options, p.options)
	add(ask.PackageManager, p.manager)
	add(ask.Install, func() error { return p.yesNo("Install the dependencies now?", &d.install) })
	add(ask.Git, func() error { return p.yesNo("Make a git repository with one commit?", &d.git) })
	add(true, p.cost)
	add(true, p.review)
	return all
}

func (p *plain) text(label, usual string, value *string, check func(string) error) error {
	usual = cmp.Or(*value, usual)
	return p.until(fmt.Sprintf("%s [%s]:", label, usual), func(line string) error {
		line = cmp.Or(line, usual)
		if err := check(line); err != nil {
			return err
		}
		*value = line
		return nil
	})
}

func (p *plain) yesNo(question string, value *bool) error {
	return p.until(fmt.Sprintf("%s Answer yes or no [%s]:", question, choose(*value, "yes", "no")), func(line string) error {
		switch strings.ToLower(line) {
		case "":
		case "y", "yes":
			*value = true
		case "n", "no":
			*value = false
		default:
			return fmt.Errorf("%q is neither yes nor no", line)
		}
		return nil
	})
}

func (p *plain) manager() error {
	all := make([]string, len(spec.PackageManagers))
	for i, manager := range spec.PackageManagers {
		all[i] = string(manager)
	}
	prompt := fmt.Sprintf("Package manager, one of %s [%s]:", strings.Join(all, ", "), p.draft.manager)
	return p.until(prompt, func(line string) error {
		line = cmp.Or(strings.ToLower(line), p.draft.manager)
		if !slices.Contains(all, line) {
			return fmt.Errorf("%q is not one of them", line)
		}
		p.draft.manager = line
		return nil
	})
}

// pick reads numbers or ids, separated by commas or spaces.
func pick(line string, ids []string) ([]string, error) {
	var picked []string
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ' ' }) {
		id := word
		if n, err := strconv.Atoi(word); err == nil {
			if n < 1 || n > len(ids) {
				return nil, fmt.Errorf("there is no number %d; use 1 to %d", n, len(ids))
			}
			id = ids[n-1]
		}
		if !slices.Contains(ids, id) {
			return nil, fmt.Errorf("%q is not one of them; use the numbers or %s", word, strings.Join(ids, ", "))
		}
		picked = append(picked, id)
	}
	return picked, nil
}
