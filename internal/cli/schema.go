package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/docreate/docreate/internal/catalog"
	"github.com/docreate/docreate/internal/spec"
)

func newSchemaCmd(env *Environment) *cobra.Command {
	kinds := []string{"answers", "output", "preset"}
	return &cobra.Command{
		Use:       "schema KIND",
		Short:     "Print the JSON Schema of presets, of answers or of --json output",
		Example:   "  docreate schema preset > preset.schema.json",
		ValidArgs: kinds,
		Args:      oneArgument("kind", "answers, output or preset"),
		RunE: func(_ *cobra.Command, args []string) error {
			cat, err := loadCatalog(env)
			if err != nil {
				return err
			}
			switch args[0] {
			case "answers":
				return writeJSON(env.Out, answersSchema(cat, "Answers for docreate new"))
			case "preset":
				return writeJSON(env.Out, presetSchema(cat))
			case "output":
				return writeJSON(env.Out, outputSchema())
			}
			return &catalog.UnknownError{Kind: "schema", ID: args[0], Known: kinds}
		},
	}
}

// schema is a JSON Schema, or a part of one.
type schema map[string]any

const schemaDialect = "https://json-schema.org/draft/2020-12/schema"

func answersSchema(cat *catalog.Catalog, title string) schema {
	return schema{
		"$schema":              schemaDialect,
		"title":                title,
		"type":                 "object",
		"additionalProperties": false,
		"properties": schema{
			"$schema":        schema{"type": "string"},
			"name":           schema{"type": "string", "maxLength": 63, "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "description": "The name of the Worker and the package."},
			"packageManager": schema{"enum": names(spec.PackageManagers)},
			"patterns":       schema{"type": "array", "minItems": 1, "items": patternSchema(cat), "description": "Each is an id, or ID:ClassName."},
			"features":       schema{"type": "array", "items": featureSchema(cat)},
			"options":        schema{"type": "array", "items": optionSchema(cat), "description": "Settings of classes, each Class.option=value."},
			"install":        schema{"type": "boolean", "description": "Whether to install the dependencies."},
			"git":            schema{"type": "boolean", "description": "Whether to make a git repository."},
		},
	}
}

func presetSchema(cat *catalog.Catalog) schema {
	s := answersSchema(cat, "A preset of docreate")
	properties := s["properties"].(schema)
	properties["title"] = schema{"type": "string"}
	properties["summary"] = schema{"type": "string", "description": "One line."}
	s["required"] = []string{"title", "summary", "patterns"}
	return s
}

// patternSchema takes the ids of the catalog, with or without a class name.
func patternSchema(cat *catalog.Catalog) schema {
	var choices []schema
	for _, p := range cat.Patterns {
		choices = append(choices,
			schema{"const": p.ID, "description": p.Summary},
			schema{"type": "string", "pattern": "^" + p.ID + ":[A-Z][A-Za-z0-9]*$"})
	}
	return schema{"anyOf": choices}
}

// optionSchema takes the options of the catalog, for any class.
func optionSchema(cat *catalog.Catalog) schema {
	var choices []schema
	for _, p := range cat.Patterns {
		for _, o := range cat.Options(p.ID) {
			choices = append(choices, schema{
				"type":        "string",
				"pattern":     `^[A-Z][A-Za-z0-9]*\.` + o.ID + `=[a-z0-9]+$`,
				"description": fmt.Sprintf("%s: %s; %s, usually %s", p.ID, o.Summary, o.Values(), o.Default),
			})
		}
	}
	return schema{"anyOf": choices}
}

func featureSchema(cat *catalog.Catalog) schema {
	var choices []schema
	for _, f := range cat.Features {
		for _, id := range append([]string{f.ID}, f.Aliases...) {
			choices = append(choices, schema{"const": id, "description": f.Summary})
		}
	}
	return schema{"anyOf": choices}
}

// outputSchema describes how every document begins, and how one of an error
// goes on.
func outputSchema() schema {
	return schema{
		"$schema":  schemaDialect,
		"title":    "What docreate prints with --json",
		"type":     "object",
		"required": []string{"schema", "command", "ok"},
		"properties": schema{
			"schema":   schema{"const": documentSchema},
			"command":  schema{"type": "string"},
			"ok":       schema{"type": "boolean"},
			"exitCode": schema{"enum": []int{exitFailed, exitUsage, exitConflict, exitPrecondition, exitInterrupted}},
			"error": schema{
				"type":     "object",
				"required": []string{"message"},
				"properties": schema{
					"message":   schema{"type": "string"},
					"conflicts": schema{"type": "array", "items": schema{"type": "string"}, "description": "Paths of files that are in the way."},
					"output":    schema{"type": "array", "items": schema{"type": "string"}, "description": "The last lines of the program that failed."},
				},
			},
		},
		"if":   schema{"properties": schema{"ok": schema{"const": false}}},
		"then": schema{"required": []string{"exitCode", "error"}},
	}
}
