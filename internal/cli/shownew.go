package cli

import (
	"fmt"
	"strings"

	"github.com/docreate/docreate/internal/iostreams"
	"github.com/docreate/docreate/internal/plan"
)

// showNew says what was done, or would be: data on Out, the rest on Err.
func showNew(env *Environment, o *newOptions, p plan.Plan, result *newResult) error {
	if o.JSON {
		return writeJSON(env.Out, result)
	}
	if o.DryRun {
		if err := p.WriteTree(env.Out); err != nil {
			return err
		}
		showNotes(env, result.Notes)
		fmt.Fprintf(env.Err, "\n%s Nothing was written.\n", summary(p))
		return nil
	}
	fmt.Fprintf(env.Err, "%s %s\n", env.Styled(iostreams.Green, headline(p, result)), env.Styled(iostreams.Faint, summary(p)))
	for _, pattern := range result.Spec.Patterns {
		fmt.Fprintf(env.Err, "  %s  %s\n", env.Styled(iostreams.Bold, pattern.Class), env.Styled(iostreams.Faint, "src/"+pattern.Slug+".ts, "+pattern.ID))
	}
	showNotes(env, result.Notes)
	fmt.Fprintf(env.Err, "\nNext:\n  %s\n\nAgain, without questions:\n  %s\n", strings.Join(result.Next, "\n  "), result.Repeat)
	return nil
}

func showNotes(env *Environment, notes []string) {
	for _, note := range notes {
		fmt.Fprintf(env.Err, "\n%s %s\n", env.Styled(iostreams.Yellow, "note:"), note)
	}
}

func headline(p plan.Plan, result *newResult) string {
	if len(p.Changes()) == 0 {
		return fmt.Sprintf("%s is already as wanted in %s.", result.Spec.Name, result.Directory)
	}
	return fmt.Sprintf("Created %s in %s.", result.Spec.Name, result.Directory)
}

// summary counts the operations of each kind.
func summary(p plan.Plan) string {
	count := map[plan.Kind]int{}
	for _, op := range p.Ops {
		count[op.Kind]++
	}
	var parts []string
	for _, part := range []struct {
		kind plan.Kind
		verb string
	}{{plan.Create, "created"}, {plan.Modify, "modified"}, {plan.Skip, "unchanged"}, {plan.Conflict, "in conflict"}} {
		if n := count[part.kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, part.verb))
		}
	}
	return "Files: " + strings.Join(parts, ", ") + "."
}
