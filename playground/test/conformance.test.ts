// Holds the WebAssembly to the conformance suite, whose format fuzz/CONFORMANCE.md documents: for the
// queries about test cases and for the documents, in terms of what a page asks.
import { readFileSync } from "node:fs";

import { beforeAll, expect, test } from "vitest";

import type { Engine } from "../src/engine";
import type { Check, Decompiled, Diagnostic, Loaded, Matches, Plan } from "../src/library";
import { engine, loadZone } from "./engine";

interface Wrong {
  code: string;
  warning?: boolean;
  path?: string;
  span: { start: { offset: number; line: number }; end: { offset: number } };
}

interface Outcome {
  result?: unknown;
  diagnostics?: Wrong[];
}

interface QueryCase {
  kind: "query";
  name: string;
  input: {
    query: string | { base64: string };
    schema?: string;
    args?: unknown[];
    foldCase?: boolean;
    zone?: string;
    limits?: object;
    plan?: { containsMin?: number; maxDepth?: number; keyOnly?: boolean; anyStatus?: boolean; exact?: boolean };
  };
  want: {
    parse: { canonical: string; diagnostics?: Wrong[] };
    tagFilter?: Outcome;
    plan?: Outcome;
    records?: { record: unknown; match: boolean }[];
    refused?: (string | { base64: string })[];
  };
}

interface DocumentCase {
  kind: "document";
  name: string;
  input: { document: string | { base64: string }; target?: string };
  want: { recognized?: string; query: string; diagnostics?: Wrong[] };
}

const lines = readFileSync(new URL("../../fuzz/conformance.jsonl", import.meta.url), "utf8").trimEnd().split("\n");
const [header, ...rest] = lines.map((line) => JSON.parse(line) as { kind?: string; now?: string; version?: number });
const queries = rest.filter((c): c is QueryCase => c.kind === "query");
const documents = rest.filter((c): c is DocumentCase => c.kind === "document");

let library: Engine;
const ask = <T>(method: string, params: object, data?: Uint8Array) => library.call(method, params, data) as T;

beforeAll(async () => {
  library = await engine();
  expect(header!.version).toBe(3);
});

/** What is compared of a diagnostic, with its place in UTF-16 units. */
function comparable(text: string, list: Wrong[] = []) {
  const bytes = new TextEncoder().encode(text);
  const units = (offset: number) => new TextDecoder().decode(bytes.subarray(0, offset)).length;
  return list.map((d) => ({
    code: d.code,
    severity: d.warning ? "warning" : "error",
    span: d.span.start.line > 0 ? { from: units(d.span.start.offset), to: units(d.span.end.offset) } : undefined,
  }));
}

const compared = (list: Diagnostic[]) => list.map(({ code, severity, span }) => ({ code, severity, span }));

test("queries", () => {
  const counts = { accepted: 0, refused: 0, elsewhere: 0, plans: 0, tagFilters: 0, records: 0, strict: 0, noRecords: 0 };
  for (const { name, input, want } of queries) {
    if (typeof input.query !== "string" || (input.schema ?? "test case") !== "test case") continue;
    if (input.args?.flat().some((a) => typeof a === "number" && !Number.isSafeInteger(a))) continue; // no number of JavaScript
    if (input.zone) loadZone(library, input.zone);
    const query = {
      target: "test-cases",
      query: input.query,
      arguments: input.args,
      ignoreCase: input.foldCase,
      timeZone: input.zone,
      limits: input.limits,
      now: header!.now,
    };
    const check = ask<Check>("check", query);
    if (want.parse.diagnostics) {
      // Looking at a query once more may find a better place for what is wrong, which is no part of
      // the language. That it is wrong, and by one of these codes, is.
      counts.refused++;
      expect(check.canonical, name).toBeUndefined();
      const theirs = comparable(input.query, want.parse.diagnostics);
      const ours = compared(check.diagnostics);
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
        counts.elsewhere++;
        expect(ours.some((d) => theirs.some((t) => t.code === d.code)), `${name}: ${JSON.stringify(ours)}`).toBe(true);
      }
      continue;
    }
    counts.accepted++;
    expect(check.canonical, name).toBe(want.parse.canonical);
    expect(check.diagnostics.filter((d) => d.severity === "error"), name).toEqual([]);

    const { containsMin, maxDepth, keyOnly, anyStatus, ...options } = input.plan ?? {};
    if (want.plan && containsMin === undefined && maxDepth === undefined) {
      counts.plans++;
      const plan = ask<Plan>("plan", { ...query, ...options, keyWithoutValueExists: keyOnly, statusMayBeMissing: anyStatus });
      expect(compared(plan.diagnostics), name).toEqual(comparable(input.query, want.plan.diagnostics));
      if (want.plan.result) expect(JSON.parse(plan.json!), name).toEqual(want.plan.result);
      else expect(plan.requests, name).toBeUndefined();
    }
    if (want.tagFilter) {
      counts.tagFilters++;
      const { requests, diagnostics } = ask<Plan>("plan", { ...query, target: "q-session" });
      expect(compared(diagnostics), name).toEqual(comparable(input.query, want.tagFilter.diagnostics));
      if (want.tagFilter.result) expect(JSON.parse(requests![0]!.body).tagFilter, name).toEqual(want.tagFilter.result);
      else expect(requests, name).toBeUndefined();
    }
    for (const { record, match } of want.records ?? []) {
      const loaded = ask<Loaded>("load", { target: "test-cases", name: "record" }, Buffer.from(JSON.stringify(record)));
      if (loaded.count === 0) {
        // A page reads all that a record has, and so refuses one for what the query does not ask.
        expect(loaded.errors, name).toHaveLength(1);
        counts.strict++;
        continue;
      }
      counts.records++;
      expect(ask<Matches>("match", query).total, `${name}: ${JSON.stringify(record)}`).toBe(match ? 1 : 0);
    }
    for (const text of want.refused ?? []) {
      counts.noRecords++;
      const data = typeof text === "string" ? Buffer.from(text) : Buffer.from(text.base64, "base64");
      const loaded = ask<Loaded>("load", { target: "test-cases", name: "record" }, data);
      expect(loaded.errors.length + loaded.warnings.length, `${name}: ${JSON.stringify(text)}`).toBeGreaterThan(0);
    }
  }
  console.log("queries:", counts);
  expect(counts.accepted).toBeGreaterThan(270);
  expect(counts.refused).toBeGreaterThan(70);
  expect(counts.elsewhere).toBeLessThan(counts.refused / 2);
  expect(counts.plans).toBeGreaterThan(270);
  expect(counts.records).toBeGreaterThan(700);
  expect(counts.strict).toBeLessThan(20);
}, 300_000);

test("documents", () => {
  const counts = { read: 0, refused: 0 };
  for (const { name, input, want } of documents) {
    if (typeof input.document !== "string" || input.document.startsWith("\uFEFF")) continue; // which a page takes away
    const answer = ask<Decompiled>("decompile", { json: input.document, target: input.target });
    const errors = [answer, ...answer.filters].flatMap((f) => f.diagnostics).filter((d) => d.severity === "error");
    const codes = errors.map((d) => d.code);
    if (want.diagnostics?.some((d) => !d.warning) && answer.filters.length < 2) {
      counts.refused++;
      expect(codes.length, `${name}: ${JSON.stringify(answer)}`).toBeGreaterThan(0);
      continue;
    }
    counts.read++;
    if (answer.filters.length > 1) {
      // A page shows each, where the suite asks for the one.
      expect(answer.filters.every((f) => f.query !== undefined || f.diagnostics.length > 0), name).toBe(true);
      continue;
    }
    expect(answer.filters.map((f) => f.query), `${name}: ${codes}`).toContain(want.query);
  }
  console.log("documents:", counts);
  expect(counts.read).toBeGreaterThan(35);
  expect(counts.refused).toBeGreaterThan(80);
}, 300_000);
