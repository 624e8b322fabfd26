import { readFileSync } from "node:fs";

import { start, type Engine } from "../src/engine";

const at = (name: string) => new URL(`../generated/${name}`, import.meta.url);

/** The WebAssembly that the page has, in this thread. */
export async function engine(): Promise<Engine> {
  await import("../generated/wasm_exec.js");
  return start(readFileSync(at("library.wasm")));
}

/** A zone of time, as the worker loads it. */
export function loadZone(to: Engine, name: string): void {
  const zones = JSON.parse(readFileSync(at("zones.json"), "utf8")) as Record<string, string>;
  to.call("zone", { name }, Buffer.from(zones[name]!, "base64"));
}
