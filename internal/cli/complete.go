package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

// registerCompletions says what the flags of `docreate new` can be.
func registerCompletions(env *Environment, cmd *cobra.Command) {
	managers := cobra.FixedCompletions(names(spec.PackageManagers), cobra.ShellCompDirectiveNoFileComp)
	for flag, complete := range map[string]cobra.CompletionFunc{
		"preset":          completePresets(env, cobra.ShellCompDirectiveDefault), // or a file
		"pattern":         completeFrom(env, patternWords),
		"feature":         completeFrom(env, featureWords),
		"option":          completeOptions(env),
		"package-manager": managers,
		"name":            completeNothing,
		"install-timeout": completeNothing,
	} {
		if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
			panic(err) // a flag by that name was not defined: a fault of this file
		}
	}
}

// completeNothing keeps a shell from offering files where none belongs.
func completeNothing(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func completeDirectory(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeFirst offers values for the first word and nothing for more.
func completeFirst(values cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return completeNothing(cmd, args, word)
		}
		return values(cmd, args, word)
	}
}

// completeFrom offers what the catalog has for a word that is being typed.
func completeFrom(env *Environment, words func(cat *catalog.Catalog, word string) []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
		cat, err := loadCatalog(env)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return words(cat, word), cobra.ShellCompDirectiveNoFileComp
	}
}

// patternWords are the ids of the patterns with what they are, or an id that is
// there already with the usual name of its class.
func patternWords(cat *catalog.Catalog, word string) []string {
	var words []string
	for _, p := range cat.Patterns {
		text := p.ID
		if strings.HasPrefix(word, p.ID+":") {
			text += ":" + p.Class
		}
		words = append(words, cobra.CompletionWithDesc(text, p.Summary))
	}
	return words
}

// featureWords are the ids of the features with what they add, behind those that
// are there already.
func featureWords(cat *catalog.Catalog, word string) []string {
	before := word[:strings.LastIndex(word, ",")+1]
	var words []string
	for _, f := range cat.Features {
		if !slices.Contains(strings.Split(before, ","), f.ID) {
			words = append(words, cobra.CompletionWithDesc(before+f.ID, f.Summary))
		}
	}
	return words
}

// completeOptions offers the options of the classes that --pattern has named
// before, each with its usual value.
func completeOptions(env *Environment) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		cat, err := loadCatalog(env)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		texts, err := cmd.Flags().GetStringArray("pattern")
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		slices.Sort(texts) // cobra reads the words twice
		var words []string
		for _, text := range slices.Compact(texts) {
			pattern, err := cat.ResolvePattern(text)
			if err != nil {
				continue // it is said when the command runs
			}
			for _, o := range cat.Options(pattern.ID) {
				words = append(words, cobra.CompletionWithDesc(pattern.Class+"."+o.ID+"="+o.Default, o.Summary))
			}
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// completePresets offers the ids of the presets with what they are.
func completePresets(env *Environment, directive cobra.ShellCompDirective) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		presets, _, err := loadPresets(env)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var ids []string
		for _, p := range presets {
			ids = append(ids, cobra.CompletionWithDesc(p.ID, p.Summary))
		}
		return ids, directive
	}
}

// completeOwnPresets offers the ids of the user's own presets.
func completeOwnPresets(env *Environment) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		ids, err := ownPresets(env)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return ids, cobra.ShellCompDirectiveNoFileComp
	}
}
