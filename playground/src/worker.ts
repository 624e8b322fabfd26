import "../generated/wasm_exec.js";
import wasmUrl from "../generated/library.wasm?url";
import targetsUrl from "../generated/targets.json?url";
import zonesUrl from "../generated/zones.json?url";

import type { Answer, Question } from "./client";
import { start, type Engine } from "./engine";
import type { TargetInfo } from "./library";

/** The addresses of files with made-up records, by target. */
const samples = import.meta.glob<string>("../generated/samples/*.json", { query: "?url", import: "default", eager: true });

const engine: Promise<Engine> = fetchOK(wasmUrl).then(start);

async function fetchOK(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
  return response;
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

const download = (url: string, what: string) =>
  fetchOK(url).catch((error: unknown) => {
    throw new Error(`${what} cannot be loaded: ${message(error)}`);
  });

const post = (answer: Answer) => self.postMessage(answer);

engine.then(
  () => post({}),
  (error: unknown) => post({ error: message(error) }),
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
      const bytes = new Uint8Array(await (await download(url, "the made-up records")).arrayBuffer());
      post({ id, result: ask("load", { target, name: "made-up records" }, bytes) });
      return;
    }
    if (method === "targets") {
      targets ??= download(targetsUrl, "the targets").then((response) => response.json());
      targets.catch(() => (targets = undefined)); // the next call tries again
      post({ id, result: (await targets).map((t) => ({ ...t, sample: `../generated/samples/${t.name}.json` in samples })) });
      return;
    }
    post({ id, result: ask(method, params, data) });
  } catch (error) {
    post({ id, error: message(error) });
  }
}

let targets: Promise<TargetInfo[]> | undefined; // worked out when the page was built
let zones: Promise<Record<string, string>> | undefined;
const loadedZones = new Set<string>();

/** Gives the library a time zone, which only pages need that ask for one. What is none is left to it. */
async function loadZone(ask: Engine["call"], name: string): Promise<void> {
  if (loadedZones.has(name)) return;
  zones ??= download(zonesUrl, "the time zones").then((response) => response.json());
  zones.catch(() => (zones = undefined)); // the next call tries again
  const all = await zones;
  if (!Object.hasOwn(all, name)) return;
  ask("zone", { name }, Uint8Array.from(atob(all[name]!), (c) => c.charCodeAt(0)));
  loadedZones.add(name);
}
