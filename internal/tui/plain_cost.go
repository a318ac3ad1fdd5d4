package tui

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/docreate/docreate/internal/pricing"
)

// cost offers an estimate of what a month costs. It changes no answer.
func (p *plain) cost() error {
	for {
		if err := p.yesNo("Estimate the cost of a month from numbers of yours?", &p.estimate); err != nil || !p.estimate {
			return err
		}
		err := p.numbers()
		if err == nil {
			p.bill()
		}
		if !errors.Is(err, errBack) {
			return err
		}
	}
}

// numbers asks for what the estimate is made of, each of which can be skipped.
func (p *plain) numbers() error {
	fmt.Fprintln(p.out, "Give what you know, like 1500 or 1.5k; Enter skips a number.")
	for i := 0; i < len(numberLabels); {
		number := &p.expected[i]
		prompt := fmt.Sprintf("%s, %s [%s]:", numberLabels[i].label, numberLabels[i].hint, cmp.Or(*number, "skip"))
		err := p.until(prompt, func(line string) error {
			line = cmp.Or(line, *number)
			if err := checkAmount(line); err != nil {
				return err
			}
			*number = line
			return nil
		})
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

// bill says what the numbers come to, with a line for each thing that is billed.
func (p *plain) bill() {
	load, given := p.expected.load()
	if !given {
		fmt.Fprintln(p.out, "No numbers, no estimate.")
		return
	}
	e := pricing.Of(load)
	fmt.Fprintln(p.out, "\nIn a month:")
	for _, m := range e.Meters {
		fmt.Fprintf(p.out, "%s: %s used, %s included, %s to pay.\n", m.Name, quantity(m.Used, m.Unit), quantity(m.Included, m.Unit), dollars(m.Cost()))
	}
	fmt.Fprintf(p.out, "Together: %s a month; %s.\n%s\n", bill(e), shards(e), assumptions())
}
