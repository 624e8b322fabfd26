// What the samples in ../testdata find, as the AWS SDK for JavaScript sends them to the
// local service and reads its answers. A test in Go has found out which records these are
// from the query and the records, without the service.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import * as connect from "@aws-sdk/client-connect";
import * as qconnect from "@aws-sdk/client-qconnect";

import { samples, testdata } from "./samples.js";
import { copy, serve } from "./service.js";

const InstanceId = "12345678-1234-1234-1234-123456789012";
const unknown = "00000000-0000-0000-0000-000000000000";
const sizes = [1, 7, 100]; // of pages

const kept = JSON.parse(readFileSync(path.join(testdata, "records.json"), "utf8"));
const searches = [...new Set(samples.map(({ operation }) => operation))].filter((name) => name.startsWith("Search"));
const lists = searches.map((name) => name.replace("Search", "List")).filter((name) => `${name}Command` in connect);

let service, client;

before(async () => {
  service = await serve("--all-field-names", "--data", copy(path.join(testdata, "records.json")));
  client = new connect.ConnectClient({ ...service.config, maxAttempts: 1 });
});

after(async () => {
  client.destroy();
  assert.equal(await service.stop(), 0, "exit status of the service");
});

const send = (name, input) => client.send(new connect[`${name}Command`](input));

// inputOf returns what a search or a list requires.
const inputOf = (name) => ({
  InstanceId,
  ...{ ListContactEvaluations: { ContactId: "x" }, ListHoursOfOperationOverrides: { HoursOfOperationId: "h" } }[name],
});

const listOf = (answer) => Object.values(answer).find(Array.isArray);

// recordsOf returns the records of what a search finds.
const recordsOf = async (search) => {
  const answer = await send(search, { InstanceId });
  return kept[Object.keys(answer).find((name) => Array.isArray(answer[name]))];
};

// plain returns what the SDK has read with its times in seconds, as the protocol has them.
function plain(value) {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

// leaves returns all values that are no objects and no lists.
const leaves = (value) => (typeof value === "object" ? Object.values(value).flatMap(leaves) : [value]);

const paginated = new Set(); // operations for which the SDK has a paginator

// read returns what is on all pages, by the SDK's paginator if it has one.
async function read(name, input, pageSize) {
  const paginate = connect[`paginate${name}`];
  if (paginate) paginated.add(name);
  const found = [];
  const lengths = [];
  const own = { ...input }; // to which the SDK adds its tokens
  for await (const page of paginate ? paginate({ client, pageSize }, own) : pages(name, { ...own, MaxResults: pageSize })) {
    lengths.push(listOf(page).length);
    found.push(...listOf(page));
  }
  if (name !== "ListContactEvaluations") { // which has no MaxResults
    assert.ok(lengths.slice(0, -1).every((n) => n === pageSize), `${name}: pages of ${lengths}`);
    assert.equal(lengths.length, Math.max(1, Math.ceil(found.length / pageSize)), name);
  }
  return plain(found);
}

async function* pages(name, input) {
  let NextToken;
  do {
    const page = await send(name, { ...input, NextToken });
    yield page;
    NextToken = page.NextToken;
  } while (NextToken);
}

test("each search finds what its sample says", async (t) => {
  const all = new Map();
  for (const name of searches) all.set(name, await recordsOf(name));
  let total = 0;
  let some = 0;
  for (const { operation, query, body, finds } of samples.filter(({ operation }) => all.has(operation))) {
    const records = all.get(operation);
    const want = finds.map((i) => records[i]);
    for (const size of query === "" ? sizes : [sizes[total % 3]]) {
      assert.deepEqual(await read(operation, body, size), want, `${operation}: ${query}, pages of ${size}`);
    }
    total++;
    if (want.length > 0 && want.length < records.length) some++;
  }
  t.diagnostic(`${some} of ${total} searches of ${searches.length} kinds find some records but not all`);
  assert.ok(some > 700, `${some} of ${total} searches`);
  assert.deepEqual(searches.filter((name) => !paginated.has(name)),
    ["SearchContactEvaluations", "SearchEmailAddresses", "SearchEvaluationForms", "SearchNotifications"]);
});

test("each list has a summary of each record, in pages of any size", async () => {
  assert.deepEqual(searches.filter((name) => !lists.includes(name.replace("Search", "List"))),
    ["SearchEmailAddresses", "SearchWorkspaceAssociations"]);
  for (const name of lists) {
    let records = await recordsOf(name.replace("List", "Search"));
    if (name === "ListContactEvaluations") records = records.filter((r) => r.Metadata.ContactId === "x");
    if (name === "ListHoursOfOperationOverrides") records = records.filter((r) => r.HoursOfOperationId === "h");
    assert.ok(records.length > 1, name);
    for (const size of sizes) {
      const summaries = await read(name, inputOf(name), size);
      assert.equal(summaries.length, records.length, name);
      summaries.forEach((summary, i) => {
        const there = ["STANDARD", ...leaves(records[i])]; // what a queue is
        assert.ok(Object.keys(summary).length > 1, name);
        for (const value of leaves(summary)) assert.ok(there.includes(value), `${name}: ${value}`);
        for (const member of ["Name", "Title", "Username", "Status", "LastModifiedTime"]) {
          if (member in summary && member in records[i]) assert.equal(summary[member], records[i][member], `${name}: ${member}`);
        }
      });
    }
  }
});

test("a parameter of a list finds those that have its value", async () => {
  let some = 0;
  for (const [name, parameter, values] of [
    ["ListAgentStatuses", "AgentStatusTypes", ["ROUTABLE", "CUSTOM", "OFFLINE"]],
    ["ListContactFlows", "ContactFlowTypes", ["CONTACT_FLOW", "CAMPAIGN"]],
    ["ListContactFlowModules", "ContactFlowModuleState", ["ACTIVE", "ARCHIVED"]],
    ["ListQueues", "QueueTypes", ["STANDARD", "AGENT"]],
    ["ListQuickConnects", "QuickConnectTypes", ["USER", "QUEUE", "PHONE_NUMBER", "FLOW"]],
    ["ListRules", "PublishStatus", ["DRAFT", "PUBLISHED"]],
    ["ListViews", "Type", ["CUSTOMER_MANAGED", "AWS_MANAGED"]],
    ["ListMetrics", "Type", ["CUSTOMER_MANAGED", "AWS_MANAGED"]],
  ]) {
    const all = await read(name, { InstanceId }, 7);
    for (const value of values) {
      const given = parameter.endsWith("s") && parameter !== "PublishStatus" ? [value] : value;
      const found = await read(name, { InstanceId, [parameter]: given }, 7);
      assert.deepEqual(found, all.filter((summary) => leaves(summary).includes(value)), `${name}: ${value}`);
      if (found.length > 0 && found.length < all.length) some++;
    }
  }
  assert.ok(some > 14, `${some} values`);
});

test("what is wrong is an exception that the SDK knows", async () => {
  for (const name of [...searches, ...lists]) {
    const wrong = name === "ListRules" ? connect.InvalidRequestException : connect.InvalidParameterException; // its only one
    const rejects = (input, type) => assert.rejects(send(name, { ...inputOf(name), ...input }), (error) => {
      assert.ok(error instanceof type, `${name}: ${error}`);
      assert.ok(error.message, name);
      assert.equal(error.$fault, "client");
      return true;
    });
    await rejects({ NextToken: "nonsense" }, wrong);
    await rejects({ InstanceId: unknown }, connect.ResourceNotFoundException);
    if (name !== "ListContactEvaluations") await rejects({ MaxResults: 1001 }, wrong);
  }
  let broken = 0;
  const seen = new Set(); // searches, with the member of a condition
  for (const { operation, body } of samples.filter(({ operation }) => searches.includes(operation))) {
    const text = JSON.stringify(body);
    const [, member] = text.match(/"(\w+Condition)":\{[^{}]*"ComparisonType":/) ?? [];
    if (!member || seen.has(operation + member)) continue;
    seen.add(operation + member);
    const other = JSON.parse(text.replace(/"ComparisonType":"\w+"/, '"ComparisonType":"LIKE"'));
    await assert.rejects(send(operation, other), connect.InvalidParameterException, `${operation}: ${member}`);
    broken++;
  }
  assert.ok(broken > 30, `${broken} conditions`);
});

test("a session is read back as it was written", async () => {
  const client = new qconnect.QConnectClient({ ...service.config, maxAttempts: 1 });
  let count = 0;
  let made;
  for (const { operation, path, body } of samples.filter(({ operation }) => operation.endsWith("Session"))) {
    const { clientToken, ...input } = body; // the SDK makes one
    const at = { ...path, ...(made && { sessionId: made.sessionId }) };
    const { session } = await client.send(new qconnect[`${operation}Command`]({ ...at, ...input }));
    if (operation === "CreateSession") made = session;
    const get = new qconnect.GetSessionCommand({ assistantId: path.assistantId, sessionId: made.sessionId });
    assert.deepEqual((await client.send(get)).session.tagFilter, input.tagFilter);
    count++;
  }
  assert.ok(count > 15, `${count} sessions`);
  client.destroy();
});
