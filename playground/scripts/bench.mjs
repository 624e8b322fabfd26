// Measures what a page waits for, with the worker's WebAssembly in Node: the first answer, and what it
// asks at each keystroke, over 500 made-up records. It counts the time of all processors, so that the
// first runs have in them what the engine compiles meanwhile.
import { readFileSync } from "node:fs";
import "../generated/wasm_exec.js";

const wasm = readFileSync(process.argv[2] ?? new URL("../generated/library.wasm", import.meta.url));
const sample = readFileSync(new URL("../generated/samples/test-cases.json", import.meta.url));

// The time of the processors, in milliseconds: on a busy machine the clock tells little.
const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const begin = now();
const go = new globalThis.Go();
const { instance } = await WebAssembly.instantiate(wasm, go.importObject);
go.run(instance);
const call = (method, params, data) => {
  const answer = JSON.parse(globalThis.searchfilterCall(method, JSON.stringify(params), data));
  if (answer.error) throw new Error(answer.error);
  return answer.result;
};
const target = "test-cases";
call("check", { target, query: "name = a" });
console.log(`first answer: ${(now() - begin).toFixed(0)} ms`);

const timed = (name, f) => {
  const start = now();
  f();
  console.log(`${name}: ${(now() - start).toFixed(1)} ms`);
};
timed("load 500 records", () => call("load", { target, name: "sample" }, sample));

const many = Array.from({ length: 50 }, (_, i) => `(name ^= smoke-${i} and tag:BPO = ${i} and not tag:team = t${i} or modified > 2026-01-${String((i % 28) + 1).padStart(2, "0")} and tag:x = ${i})`);
const queries = {
  "README": `name ^= "smoke" and status = PUBLISHED or tag:BPO=123`,
  "README, one more": `name ^= smoke and tag:BPO = 123 and modified > 2026-01-01 or tag:team = fraud and tag:flaky = true`,
  "200 names": `name in (${Array.from({ length: 200 }, (_, i) => `smoke-${i}`).join(", ")})`,
  "200 conditions, or of ands": Array.from({ length: 100 }, (_, i) => `name ^= smoke-${i} and tag:BPO = ${i}`).join(" or "),
  "200 conditions and more, mixed": many.slice(0, 40).join(" or "),
};
for (const [name, query] of Object.entries(queries)) {
  const parts = {
    check: () => call("check", { target, query }),
    complete: () => call("complete", { target, query, offset: query.length }),
    plan: () => call("plan", { target, query }),
    match: () => call("match", { target, query, limit: 100 }),
  };
  const median = {};
  const runs = 31;
  const totals = [];
  const each = Object.fromEntries(Object.keys(parts).map((part) => [part, []]));
  for (let run = 0; run < runs; run++) {
    let total = 0;
    for (const [part, f] of Object.entries(parts)) {
      const start = now();
      f();
      const time = now() - start;
      each[part].push(time);
      total += time;
    }
    totals.push(total);
  }
  const middle = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  for (const part of Object.keys(parts)) median[part] = middle(each[part]).toFixed(1);
  const least = Math.min(...totals).toFixed(1);
  console.log(`${name}: a keystroke takes ${middle(totals).toFixed(1)} ms, at best ${least} ms`, median);
}
process.exit(0);
