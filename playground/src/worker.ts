import "../generated/wasm_exec.js";
import wasmUrl from "../generated/library.wasm?url";
import zonesUrl from "../generated/zones.json?url";

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
    const { timeZone } = params as { timeZone?: string };
    if (timeZone && timeZone !== "UTC") await loadZone(ask, timeZone);
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

let zones: Promise<Record<string, string>> | undefined;
const loadedZones = new Set<string>();

/** Gives the library a time zone, which only pages need that ask for one. What is none is left to it. */
async function loadZone(ask: Engine["call"], name: string): Promise<void> {
  if (loadedZones.has(name)) return;
  zones ??= fetch(zonesUrl).then((response) => {
    if (!response.ok) throw new Error(`the time zones cannot be loaded: ${response.status} ${response.statusText}`);
    return response.json() as Promise<Record<string, string>>;
  });
  zones.catch(() => (zones = undefined)); // the next call tries again
  const data = (await zones)[name];
  if (data === undefined) return;
  ask("zone", { name }, Uint8Array.from(atob(data), (c) => c.charCodeAt(0)));
  loadedZones.add(name);
}
