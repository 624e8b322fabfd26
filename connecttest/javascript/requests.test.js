// The requests in ../testdata as the AWS SDK for JavaScript sends them. What it does not
// know of a search it leaves out, so that something is missing of what arrives. Of the
// older client for Amazon Q in Connect this holds for the outermost members alone.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import * as connect from "@aws-sdk/client-connect";
import * as qconnect from "@aws-sdk/client-qconnect";

import { all, lacking, samples } from "./samples.js";

let arrived;
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  arrived = { call: `${request.method} ${request.url}`, body: JSON.parse(Buffer.concat(chunks)) };
  response.setHeader("Content-Type", "application/json");
  response.end("{}");
});

let clients;

before(async () => {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const config = {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  };
  clients = [[connect, new connect.ConnectClient(config)], [qconnect, new qconnect.QConnectClient(config)]];
});

after(() => {
  for (const [, client] of clients) client.destroy();
  server.close();
});

// send returns what arrives of a call.
async function send(operation, input) {
  const [[sdk, client]] = clients.filter(([sdk]) => `${operation}Command` in sdk);
  arrived = undefined;
  await client.send(new sdk[`${operation}Command`](input));
  return arrived;
}

test("requests arrive as they were made", async () => {
  const counts = new Map();
  for (const { target, operation, query, path, body } of samples) {
    const { call, body: got } = await send(operation, { ...path, ...body });
    assert.deepEqual(got, body, `${target}: ${query}`);
    if (!path) assert.equal(call, `POST /search-${target}`);
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  const operations = [...new Set(all.map(({ operation }) => operation))];
  const unknown = operations.filter((name) => !clients.some(([sdk]) => `${name}Command` in sdk));
  assert.deepEqual(unknown.sort(), lacking.toSorted());
  assert.ok(Math.min(...counts.values()) > 3);
});

test("what the SDK does not know does not arrive", async () => {
  let broken = 0;
  for (const { operation, query, body } of samples.filter(({ path, query }, i) => !path && query && i % 10 === 0)) {
    const wrong = structuredClone(body);
    const rename = (node) => {
      const [name, value] = Object.entries(node).at(-1);
      if (typeof value !== "object") {
        delete node[name];
        node[`${name}s`] = value;
      } else {
        rename(Array.isArray(value) ? value.flat()[0] : value);
      }
    };
    rename(wrong);
    const { body: got } = await send(operation, wrong);
    assert.notDeepEqual(got, wrong, `${operation}: ${query}`);
    broken++;
  }
  assert.ok(broken > 50, `${broken} requests`);
});
