// The local service as the AWS SDK for JavaScript sees it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  ConnectClient,
  CreateTestCaseCommand,
  DeleteTestCaseCommand,
  DescribeTestCaseCommand,
  InvalidParameterException,
  ResourceNotFoundException,
  SearchTestCasesCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTestCaseCommand,
  paginateListTestCases,
  paginateSearchTestCases,
} from "@aws-sdk/client-connect";
import {
  CreateSessionCommand,
  GetSessionCommand,
  QConnectClient,
  UpdateSessionCommand,
  ValidationException,
} from "@aws-sdk/client-qconnect";

import { searchfilter, serve } from "./service.js";

const InstanceId = "12345678-1234-1234-1234-123456789012";
const assistantId = "87654321-4321-4321-4321-210987654321";

let service, connect, qconnect;

before(async () => {
  service = await serve("--sample");
  connect = new ConnectClient(service.config);
  qconnect = new QConnectClient(service.config);
});

after(async () => {
  connect.destroy();
  qconnect.destroy();
  assert.equal(await service.stop(), 0, "exit status of the service");
});

// all returns the test cases on every page.
async function all(pages) {
  const list = [];
  for await (const page of pages) list.push(...(page.TestCases ?? page.TestCaseSummaryList ?? []));
  return list;
}

const ids = (list) => list.map((c) => c.Id).sort();

test("a test case, from its creation to its end", async () => {
  const made = await connect.send(new CreateTestCaseCommand({
    InstanceId,
    Name: "JavaScript: greeting",
    Content: "{\"Version\":\"2019-10-30\"}",
    Description: "made by the SDK for JavaScript",
    Status: "SAVED",
    Tags: { owner: "sdk", BPO: "77" },
    EntryPoint: { Type: "VOICE_CALL", VoiceCallEntryPointParameters: { DestinationPhoneNumber: "+15550100" } },
  }));
  const TestCaseId = made.TestCaseId;
  const describe = async () => (await connect.send(new DescribeTestCaseCommand({ InstanceId, TestCaseId }))).TestCase;
  const find = async (query) => {
    const { requests } = JSON.parse(searchfilter(["plan", query]));
    assert.equal(requests.length, 1);
    return ids((await connect.send(new SearchTestCasesCommand({ InstanceId, ...requests[0].request }))).TestCases);
  };

  let tc = await describe();
  assert.equal(tc.Arn, made.TestCaseArn);
  assert.equal(tc.Name, "JavaScript: greeting");
  assert.equal(tc.Status, "SAVED");
  assert.deepEqual(tc.Tags, { owner: "sdk", BPO: "77" });
  assert.equal(tc.EntryPoint.VoiceCallEntryPointParameters.DestinationPhoneNumber, "+15550100");
  assert.ok(tc.LastModifiedTime instanceof Date);
  assert.deepEqual(await find("name = \"JavaScript: greeting\" and tag:BPO = 77"), [TestCaseId]);

  await connect.send(new UpdateTestCaseCommand({ InstanceId, TestCaseId, Name: "JavaScript: farewell", Status: "PUBLISHED" }));
  tc = await describe();
  assert.equal(tc.Name, "JavaScript: farewell");
  assert.equal(tc.Status, "PUBLISHED");
  assert.deepEqual(await find("name *= JavaScript and name *= farewell"), [TestCaseId]);
  assert.deepEqual(await find("name = \"JavaScript: greeting\""), []);

  await connect.send(new TagResourceCommand({ resourceArn: tc.Arn, tags: { team: "voice" } }));
  await connect.send(new UntagResourceCommand({ resourceArn: tc.Arn, tagKeys: ["BPO"] }));
  assert.deepEqual((await describe()).Tags, { owner: "sdk", team: "voice" });
  assert.deepEqual(await find("tag:owner = sdk and tag:team = voice"), [TestCaseId]);

  await connect.send(new DeleteTestCaseCommand({ InstanceId, TestCaseId }));
  await assert.rejects(describe(), ResourceNotFoundException);
  assert.deepEqual(await find("tag:owner = sdk"), []);
});

test("plans find what match selects", async () => {
  const sample = await all(paginateSearchTestCases({ client: connect }, { InstanceId }));
  assert.equal(sample.length, 500);
  const records = JSON.stringify({ TestCases: sample });
  let found = 0;
  for (const query of [
    "name ^= \"smoke\" and status = PUBLISHED or tag:BPO=123",
    "status = SAVED",
    "tag:team = billing or tag:team = sales and status = PUBLISHED",
    "description *= call and not tag:team = billing",
    "(name ^= Smoke or tag:language = en) and (status = SAVED or tag:team in (sales, support))",
    "name = \"no such test case\"",
  ]) {
    const { requests, residual } = JSON.parse(searchfilter(["plan", query]));
    const united = new Map();
    for (const { request, residual: own } of requests) {
      for (const pageSize of [7, 100]) {
        const page = await all(paginateSearchTestCases({ client: connect, pageSize }, { InstanceId, ...request }));
        for (const tc of matching(own ?? residual, page)) united.set(tc.Id, tc);
      }
    }
    const want = matching(query, sample);
    assert.deepEqual(ids([...united.values()]), ids(want), query);
    found += want.length;
  }
  assert.ok(found > 50, `${found} test cases found`);

  // matching returns the test cases that a query selects, if there is one.
  function matching(query, list) {
    if (query === undefined) return list;
    if (list.length === 0) return [];
    try {
      return JSON.parse(searchfilter(["match", query], JSON.stringify({ TestCases: list })));
    } catch (error) {
      if (error.status === 1) return [];
      throw error;
    }
  }
});

test("pages of any size have all test cases, each once", async () => {
  const want = ids(await all(paginateListTestCases({ client: connect }, { InstanceId })));
  assert.equal(want.length, 500);
  for (const pageSize of [1, 99, 100]) {
    const pages = paginateSearchTestCases({ client: connect, pageSize }, { InstanceId });
    assert.deepEqual(ids(await all(pages)), want, `pages of ${pageSize}`);
  }
});

test("what is wrong is an exception of the SDK's", async () => {
  const rejects = (input, type) => assert.rejects(connect.send(new SearchTestCasesCommand(input)), type);
  await rejects({ InstanceId: "00000000-0000-0000-0000-000000000000" }, ResourceNotFoundException);
  await rejects({ InstanceId, NextToken: "nonsense" }, InvalidParameterException);
  await rejects({ InstanceId, SearchCriteria: { StatusCondition: "DRAFT" } }, InvalidParameterException);
  await rejects({ InstanceId, SearchFilter: { TagFilter: {} }, MaxResults: 101 }, { $fault: "client" });
  await assert.rejects(
    connect.send(new CreateTestCaseCommand({ InstanceId, Name: "x", Content: "no JSON", Status: "PUBLISHED" })),
    { $fault: "client" },
  );
});

test("the tagFilter of a session is read back as it was written", async () => {
  const filter = (query) => JSON.parse(searchfilter(["compile", "--target", "q-session", query]));
  const first = filter("tag:region = eu and (tag:team = billing or tag:team = sales)");
  const { session } = await qconnect.send(new CreateSessionCommand({ assistantId, name: "one", ...first }));
  const get = async () => (await qconnect.send(new GetSessionCommand({ assistantId, sessionId: session.sessionId }))).session;
  assert.deepEqual((await get()).tagFilter, first.tagFilter);

  for (const query of ["tag:region = us", "tag:region = us or tag:team = billing", "tag:a = 1 and tag:b = 2"]) {
    const next = filter(query);
    await qconnect.send(new UpdateSessionCommand({ assistantId, sessionId: session.sessionId, ...next }));
    assert.deepEqual((await get()).tagFilter, next.tagFilter);
    assert.equal(searchfilter(["decompile"], JSON.stringify({ tagFilter: (await get()).tagFilter })).trim(), query);
  }
  await assert.rejects(
    qconnect.send(new CreateSessionCommand({ assistantId, name: "two", tagFilter: { tagCondition: { key: "" } } })),
    ValidationException,
  );
});
