package tui

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
)

// options asks for the settings of classes, after whether to ask: most projects
// are fine with what is usual.
func (p *plain) options() error {
	all := p.draft.settings()
	if len(all) == 0 {
		return errNothing
	}
	for {
		if chosen := p.draft.options(); len(chosen) > 0 {
			fmt.Fprintf(p.out, "Options that are not usual: %s.\n", strings.Join(chosen, ", "))
		}
		if err := p.yesNo(fmt.Sprintf("Set options? There are %d.", len(all)), &p.settings); err != nil || !p.settings {
			return err
		}
		if err := p.eachOption(all); !errors.Is(err, errBack) {
			return err
		}
	}
}

// eachOption asks for one setting after the other. Enter keeps what it is.
func (p *plain) eachOption(all []setting) error {
	for i := 0; i < len(all); {
		err := p.option(all[i])
		switch {
		case errors.Is(err, errBack) && i > 0:
			i--
		case err != nil:
			return err
		default:
			i++
		}
	}
	return nil
}

func (p *plain) option(s setting) error {
	values := s.Values()
	if text := s.suggestion(&p.expected); text != "" {
		values += "; " + text
	}
	value := cmp.Or(p.draft.value(s), s.Default)
	if value != s.Default {
		values += "; usually " + s.Default
	}
	prompt := fmt.Sprintf("%s, %s: %s [%s]:", s.label(), s.Summary, values, value)
	return p.until(prompt, func(line string) error {
		line = cmp.Or(line, value)
		if err := s.check(line); err != nil {
			return err
		}
		p.draft.choose(s, line)
		return nil
	})
}
