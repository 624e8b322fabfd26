import "../generated/wasm_exec.js";
import wasmUrl from "../generated/library.wasm?url";

import type { Answer, Question } from "./client";
import { start, type Engine } from "./engine";

/** The addresses of files with made-up records, by target. */
const samples = import.meta.glob<string>("../generated/samples/*.json", { query: "?url", import: "default", eager: true });

const engine: Promise<Engine> = fetch(wasmUrl).then((response) => {
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return start(response);
});

const post = (answer: Answer) => self.postMessage(answer);

engine.then(
  () => post({}),
  (error: unknown) => post({ error: `the library cannot be loaded: ${String(error)}` }),
);

/** One question is answered after the other, in their order. */
let last: Promise<unknown> = engine;

self.onmessage = (event: MessageEvent<Question>) => {
  last = last.catch(() => {}).then(() => answer(event.data));
};

async function answer({ id, method, params, data }: Question): Promise<void> {
  try {
    const ask = (await engine).call;
    if (method === "loadSample") {
      const { target } = params as { target: string };
      const url = samples[`../generated/samples/${target}.json`];
      if (!url) throw new Error(`there are no made-up records for ${target}`);
      const response = await fetch(url);
      if (!response.ok) throw new Error(`the made-up records cannot be loaded: ${response.status} ${response.statusText}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      post({ id, result: ask("load", { target, name: "made-up records" }, bytes) });
      return;
    }
    const result = ask(method, params, data);
    if (method === "targets") {
      for (const t of result as { name: string; sample: boolean }[]) {
        t.sample = `../generated/samples/${t.name}.json` in samples;
      }
    }
    post({ id, result });
  } catch (error) {
    post({ id, error: error instanceof Error ? error.message : String(error) });
  }
}
