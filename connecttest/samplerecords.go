package connecttest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// SampleRecords returns the records of a contact centre with so many test cases and users, by
// their targets. Put fills in their ARNs. They depend on the arguments alone. The first of many
// test cases are those of few, and so are users, and the other records are always the same for a
// seed.
//
// They refer to one another: a user has a routing profile, security profiles and a hierarchy
// group, a routing profile has queues, a queue has hours of operation, a quick connect has a queue
// and a flow, and the entry point of a test case has a flow. The targets are test-cases,
// hours-of-operations, queues, contact-flows, prompts, routing-profiles, security-profiles,
// agent-statuses, user-hierarchy-groups, quick-connects and users.
//
// They vary as one would want for tests. About a sixth of the test cases has no description, and
// a few have an empty one. Some have no tags, no entry point or no initialization data, and some
// text is not ASCII. About two in three are PUBLISHED, and the rest is SAVED. LastModifiedTime is
// within the 400 days before 2026-03-01. Content is JSON of made-up form.
func SampleRecords(testCases, users int, seed uint64) map[string][]json.RawMessage {
	records := map[string][]json.RawMessage{}
	centre{sampler{rand.New(rand.NewPCG(seed, 1))}, records}.testCases(testCases)
	centre{sampler{rand.New(rand.NewPCG(seed, 2))}, records}.build(users)
	return records
}

// A centre makes up the records of a contact centre.
type centre struct {
	sampler
	records map[string][]json.RawMessage
}

// members are those of a record.
type members = map[string]any

// add adds a record with more members, and with those that most records have unless more has nil for
// them. It returns the ID.
func (c centre) add(target, id, name, description string, more members) string {
	k := kindOf(target)
	own, _, _ := strings.Cut(k.id, "|")
	r := members{own: id, "Name": name}
	if description != "" && !c.oneIn(6) {
		r["Description"] = description
	}
	if !c.oneIn(10) {
		tags := map[string]string{"site": oneOf(c.sampler, sites)}
		if c.oneIn(2) {
			tags["BPO"] = oneOf(c.sampler, []string{"123", "204", "317", "560"})
		}
		if c.oneIn(3) {
			tags["owner"] = oneOf(c.sampler, owners)
		}
		r["Tags"] = tags
	}
	r["LastModifiedTime"] = timestamp(lastModified.Add(-time.Duration(c.Int64N(400*24*3600)) * time.Second))
	r["LastModifiedRegion"] = oneOf(c.sampler, regions)
	for name, value := range more {
		if value == nil {
			delete(r, name)
		} else {
			r[name] = value
		}
	}
	raw, _ := chars.JSON(r) // plain data
	c.records[target] = append(c.records[target], raw)
	return id
}

var (
	opening = []struct{ name, zone string }{
		{"Office hours", "Europe/London"}, {"Early and late", "Europe/Dublin"}, {"Around the clock", "UTC"},
		{"West coast", "America/Los_Angeles"}, {"Kuala Lumpur", "Asia/Kuala_Lumpur"}, {"Heures d'été", "Europe/Paris"},
	}
	flowTypes = []string{
		"CUSTOMER_QUEUE", "CUSTOMER_HOLD", "CUSTOMER_WHISPER", "AGENT_HOLD", "AGENT_WHISPER", "OUTBOUND_WHISPER", "AGENT_TRANSFER",
		"QUEUE_TRANSFER", "CAMPAIGN",
	}
	firstNames = []string{
		"Aisha", "Björn", "Chloé", "Daniel", "Eilidh", "Fatima", "Grace", "Hassan", "Ines", "Jo", "Kwame", "Li", "María", "Noor", "Oliver", "Siobhán",
	}
	lastNames = []string{
		"Andersson", "Byrne", "Chen", "Diallo", "Evans", "García", "Hughes", "Ito", "Jones", "Khan", "Müller", "Ng", "O'Brien", "Patel", "Smith", "Tan",
	}
)

// flowID returns the ID of the flow that leads to a queue.
func flowID(queue string) string {
	return "flow-" + strings.ToLower(strings.ReplaceAll(queue, " ", "-"))
}

// build makes all records.
func (c centre) build(users int) {
	id := func() string { return uuid(c.Rand) }
	var hours, queues, profiles, security, groups []string
	for _, h := range opening {
		var days []members
		for _, day := range []string{"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"}[:5+c.IntN(3)] {
			days = append(days, members{"Day": day, "StartTime": members{"Hours": 8, "Minutes": 0}, "EndTime": members{"Hours": 18, "Minutes": 30}})
		}
		hours = append(hours, c.add("hours-of-operations", id(), h.name, "When "+h.name+" apply.", members{"TimeZone": h.zone, "Config": days}))
	}
	seen := map[string]bool{}
	for _, list := range [][]topic{topics, foreignTopics} {
		for _, t := range list {
			if seen[t.queue] {
				continue
			}
			seen[t.queue] = true
			status := "ENABLED"
			if c.oneIn(8) {
				status = "DISABLED"
			}
			queue := c.add("queues", id(), t.queue, "Contacts of the "+t.team+" team.", members{
				"HoursOfOperationId": oneOf(c.sampler, hours), "MaxContacts": 10 * c.IntN(20), "Status": status,
				"Tags": map[string]string{"team": t.team},
			})
			queues = append(queues, queue)
			flow := c.add("contact-flows", flowID(t.queue), "Inbound "+t.queue, "Leads to the queue "+t.queue+".", members{
				"Type": "CONTACT_FLOW", "State": "ACTIVE", "Status": "PUBLISHED", "Content": `{"Version":"2019-10-30","Actions":[]}`,
			})
			c.add("quick-connects", id(), "To "+t.queue, "", members{"QuickConnectConfig": members{
				"QuickConnectType": "QUEUE", "QueueConfig": members{"QueueId": queue, "ContactFlowId": flow},
			}})
			c.add("prompts", id(), strings.ToLower(t.team)+"-"+strings.ToLower(t.queue)+".wav", t.says, nil)
		}
	}
	for _, kind := range flowTypes {
		name := strings.ToLower(strings.ReplaceAll(kind, "_", " "))
		c.add("contact-flows", id(), "Default "+name, "What is done by default: "+name+".", members{
			"Type": kind, "State": oneOf(c.sampler, []string{"ACTIVE", "ACTIVE", "ARCHIVED"}), "Status": oneOf(c.sampler, statuses),
			"Content": `{"Version":"2019-10-30","Actions":[]}`,
		})
	}
	for i, team := range []string{"billing", "sales", "returns", "tech", "fraud", "care", "équipe-nuit"} {
		associated := []string{queues[i], queues[(i+1+c.IntN(len(queues)-1))%len(queues)]}
		profiles = append(profiles, c.add("routing-profiles", id(), team, "What agents of the "+team+" team answer.", members{
			"DefaultOutboundQueueId": associated[0], "AssociatedQueueIds": associated, "NumberOfAssociatedQueues": len(associated),
			"MediaConcurrencies": []members{{"Channel": "VOICE", "Concurrency": 1}, {"Channel": "CHAT", "Concurrency": 1 + c.IntN(5)}},
			"IsDefault":          i == 0,
		}))
	}
	for _, name := range []string{"Admin", "Agent", "CallCenterManager", "QualityAnalyst"} {
		security = append(security, c.add("security-profiles", id(), name, "What one may do as "+name+".", members{
			"Name": nil, "SecurityProfileName": name, "LastModifiedTime": nil, "LastModifiedRegion": nil,
		}))
	}
	for i, s := range []struct{ name, kind string }{
		{"Available", "ROUTABLE"}, {"Offline", "OFFLINE"}, {"Break", "CUSTOM"}, {"Lunch", "CUSTOM"}, {"Training", "CUSTOM"},
	} {
		c.add("agent-statuses", id(), s.name, s.name+", as an agent sets it.", members{"Type": s.kind, "State": "ENABLED", "DisplayOrder": i + 1})
	}
	level := [2]string{id(), id()}
	for _, region := range []string{"EMEA", "APAC", "Amériques"} {
		top := id()
		one := members{"Id": top, "Name": region}
		c.add("user-hierarchy-groups", top, region, "", members{"LevelId": level[0], "HierarchyPath": members{"LevelOne": one}})
		for _, site := range sites[:2+c.IntN(3)] {
			group := id()
			two := members{"Id": group, "Name": region + " " + site}
			groups = append(groups, c.add("user-hierarchy-groups", group, region+" "+site, "", members{
				"LevelId": level[1], "HierarchyPath": members{"LevelOne": one, "LevelTwo": two},
			}))
		}
	}
	for i := range users {
		first, last := oneOf(c.sampler, firstNames), oneOf(c.sampler, lastNames)
		rights := []string{security[1]}
		if c.oneIn(5) {
			rights = append(rights, security[2+c.IntN(2)])
		}
		more := members{
			"Name": nil, "LastModifiedTime": nil, "LastModifiedRegion": nil,
			"Username": fmt.Sprintf("%s.%s%d", strings.ToLower(first), strings.ToLower(last), i+1), "IdentityInfo": members{"FirstName": first, "LastName": last},
			"RoutingProfileId": oneOf(c.sampler, profiles), "SecurityProfileIds": rights,
			"PhoneConfig": members{"PhoneType": "SOFT_PHONE", "AutoAccept": c.oneIn(2), "AfterContactWorkTimeLimit": 30 * c.IntN(5)},
		}
		if !c.oneIn(4) {
			more["HierarchyGroupId"] = oneOf(c.sampler, groups)
		}
		c.add("users", id(), "", "", more)
	}
}
