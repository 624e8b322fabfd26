// The sample requests in ../testdata.
import { readFileSync } from "node:fs";
import path from "node:path";

export const testdata = path.join(import.meta.dirname, "../testdata");

// The operations that the SDK does not have yet.
export const lacking = ["Retrieve"];

export const all = readFileSync(path.join(testdata, "requests.jsonl"), "utf8")
  .split("\n").filter(Boolean).map((line) => JSON.parse(line));

// Those that the SDK can send.
export const samples = all.filter(({ operation }) => !lacking.includes(operation));
