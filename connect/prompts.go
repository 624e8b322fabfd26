package connect

import "github.com/searchfilter/searchfilter/compile"

// Prompts returns the target of SearchPrompts.
func Prompts() compile.Target { return prompts.target() }

var prompts = &search{
	name:      "prompts",
	operation: "SearchPrompts",
	record:    "prompt",
	filter:    tagFilter,
	lists:     []string{"Prompts", "PromptSummaryList"},
	summary:   lacks("description", withoutTags),
	wraps:     []string{"Prompt"},
	fields: []field{
		text("id", "PromptId|Id").always().sent(idOf("resourceID")),
		text("arn", "PromptARN|Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		modified,
		region,
	},
}
