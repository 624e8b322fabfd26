package connecttest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// testCases adds n test cases, each with an ID and a name of its own.
func (c centre) testCases(n int) {
	names := map[string]int{}
	for range n {
		tc := c.testCase()
		name := tc["Name"].(string)
		if names[name]++; names[name] > 1 {
			tc["Name"] = fmt.Sprintf("%s-%d", name, names[name])
		}
		raw, _ := chars.JSON(tc) // plain data
		members, _ := objectMembers(raw)
		c.records["test-cases"] = append(c.records["test-cases"], ordered(testCaseKind, members))
	}
}

type sampler struct{ *rand.Rand }

// oneOf returns one of the list.
func oneOf[T any](s sampler, list []T) T { return list[s.IntN(len(list))] }

// oneIn reports true once in n times.
func (s sampler) oneIn(n int) bool { return s.IntN(n) == 0 }

// A language is one that a contact centre speaks.
type language struct{ code, name string }

// A topic is what customers want.
type topic struct {
	name, team, queue string
	says              string // what the customer says, or types
	description       string // of what is tested; %s is the language's name
}

var (
	topics = []topic{
		{"billing-card-payment", "billing", "Billing", "I want to pay my bill by card", "Pays a bill by card in %s and gets a reference."},
		{"billing-dispute", "billing", "Billing", "There is a charge I do not know", "A disputed charge reaches an agent of the billing team, in %s."},
		{"billing-direct-debit", "billing", "Billing", "Change my direct debit", "Changes the account of a direct debit, in %s."},
		{"order-status", "sales", "Orders", "Where is my order?", "Asks in %s for an order that has shipped."},
		{"order-change-address", "sales", "Orders", "Send it to another address", "Changes the delivery address before the order ships, in %s."},
		{"new-customer", "sales", "Sales", "I would like to open an account", "A new customer is offered a call back, in %s."},
		{"upgrade-offer", "sales", "Sales", "What would an upgrade cost?", "Quotes an upgrade, in %s."},
		{"returns-label", "returns", "Returns", "I need a return label", "Sends a return label by text message, in %s."},
		{"returns-refund-late", "returns", "Returns", "My refund has not arrived", "A refund that is late goes to the front of the queue, in %s."},
		{"returns-opening-hours", "returns", "Returns", "When can I bring it back?", "Plays the opening hours of the returns line, in %s."},
		{"password-reset", "tech", "Support", "I cannot log in", "Resets a password after two questions, in %s."},
		{"outage-known", "tech", "Support", "The internet is down", "A known outage is announced before the menu, in %s."},
		{"router-setup", "tech", "Support", "How do I set up my router?", "Walks through the set-up of a router, in %s."},
		{"engineer-visit", "tech", "Field service", "Move my appointment", "Moves the visit of an engineer to another day, in %s."},
		{"card-lost", "fraud", "Fraud", "My card was stolen", "Blocks a card within a minute, in %s, at any hour."},
		{"card-suspicious", "fraud", "Fraud", "I got a message about a payment", "Confirms a payment that looked wrong, in %s."},
		{"identity-failed", "fraud", "Fraud", "I do not remember the code", "Three wrong codes end in a call back, in %s."},
		{"complaint", "care", "Care", "I want to complain", "A complaint gets a number and a date, in %s."},
		{"cancel-contract", "care", "Retention", "I want to cancel", "Someone who cancels is asked why, in %s, and once only."},
		{"vulnerable-customer", "care", "Care", "I need more time", "A customer who needs more time is never cut off, in %s."},
		{"after-hours", "care", "Care", "Is anybody there?", "Leaves a message after hours, in %s."},
		{"queue-full", "care", "Care", "How long do I have to wait?", "Offers a call back when the queue is full, in %s."},
	}
	foreignTopics = []topic{
		{"réclamation-délai", "care", "Réclamations", "Ma commande n'est jamais arrivée", "Réclamation après un délai dépassé : numéro de dossier et rappel (%s)."},
		{"überweisung-prüfen", "billing", "Zahlungen", "Ist meine Überweisung angekommen?", "Prüft, ob eine Überweisung eingegangen ist (%s)."},
		{"cita-técnico", "tech", "Averías", "¿Cuándo viene el técnico?", "Cambia la cita del técnico al día siguiente (%s)."},
		{"予約変更", "sales", "予約", "予約を変更したいです", "予約の変更を確認する (%s)"},
		{"utträde-medlem", "care", "Medlem", "Jag vill gå ur", "Avslutar ett medlemskap och bekräftar per brev (%s)."},
	}
	suites    = []string{"smoke", "smoke", "smoke", "regression", "regression", "load", "failover", "compliance"}
	stages    = []string{"prod", "prod", "staging", "dev"}
	sites     = []string{"kl", "sin", "dub", "man", "phx", "bog"}
	languages = []language{
		{"en-GB", "English"}, {"en-US", "English"}, {"en-IE", "English"}, {"es-US", "Spanish"}, {"fr-FR", "French"}, {"de-DE", "German"}, {"ms-MY", "Malay"},
	}
	regions = []string{"eu-west-2", "us-east-1", "us-west-2", "ap-southeast-1"}
	owners  = []string{"voice-platform", "chat-bots", "équipe-qualité", "release-train", "qa-nightly"}
)

var lastModified = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func (s sampler) testCase() members {
	topic := oneOf(s, topics)
	if s.oneIn(25) {
		topic = oneOf(s, foreignTopics)
	}
	site, language := oneOf(s, sites), oneOf(s, languages)
	tc := members{
		"Id":                 uuid(s.Rand),
		"Name":               strings.Join([]string{oneOf(s, suites), topic.name, site, oneOf(s, stages)}, "-"),
		"Status":             "PUBLISHED",
		"LastModifiedTime":   timestamp(lastModified.Add(-time.Duration(s.Int64N(400*24*3600*1000)) * time.Millisecond)),
		"LastModifiedRegion": oneOf(s, regions),
	}
	if s.oneIn(3) {
		tc["Status"] = "SAVED"
	}
	switch {
	case s.oneIn(6):
	case s.oneIn(40):
		tc["Description"] = ""
	default:
		tc["Description"] = fmt.Sprintf(topic.description, language.name)
	}

	type step struct {
		Expect string `json:"expect,omitempty"`
		Send   string `json:"send,omitempty"`
	}
	steps := []step{{Expect: "greeting " + language.code}, {Send: topic.says}, {Expect: "queue " + topic.queue}}
	flow := flowID(topic.queue)
	switch {
	case s.oneIn(12): // no entry point yet
	case s.oneIn(3):
		tc["EntryPoint"] = entryPoint{Type: "CHAT", ChatEntryPointParameters: &parameters{FlowId: flow}}
	default:
		tc["EntryPoint"] = entryPoint{Type: "VOICE_CALL", VoiceCallEntryPointParameters: &parameters{
			SourcePhoneNumber:      fmt.Sprintf("+1555010%04d", s.IntN(10000)),
			DestinationPhoneNumber: fmt.Sprintf("+1800555%04d", 100+s.IntN(100)),
			FlowId:                 flow,
		}}
		steps = append(steps[:1], append([]step{{Send: fmt.Sprintf("DTMF %d", 1+s.IntN(9))}}, steps[1:]...)...)
	}
	tc["Content"] = jsonText(map[string]any{"steps": steps})
	if !s.oneIn(4) {
		tc["InitializationData"] = jsonText(map[string]string{"language": language.code, "site": site})
	}

	if s.oneIn(12) {
		return tc // without tags
	}
	tags := map[string]string{"team": topic.team, "site": site}
	tc["Tags"] = tags
	tag := func(oneIn int, key string, values ...string) {
		if s.oneIn(oneIn) {
			tags[key] = oneOf(s, values)
		}
	}
	tag(2, "BPO", "123", "204", "317", "560")
	tag(2, "language", language.code)
	tag(2, "priority", "P1", "P2", "P3")
	tag(3, "owner", owners...)
	tag(5, "cost center", "42", "4711", "0815")
	tag(8, "flaky", "", "true")
	return tc
}

// An entryPoint is where a test begins. Members stand in the order of the model.
type entryPoint struct {
	Type                                                    string
	VoiceCallEntryPointParameters, ChatEntryPointParameters *parameters `json:",omitempty"`
}

type parameters struct {
	SourcePhoneNumber      string `json:",omitempty"`
	DestinationPhoneNumber string `json:",omitempty"`
	FlowId                 string `json:",omitempty"`
}

// jsonText returns v as JSON. v is plain data.
func jsonText(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}
