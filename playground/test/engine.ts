import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { start, type Engine } from "../src/engine";

const at = (name: string) => join(dirname(fileURLToPath(import.meta.url)), "..", "generated", name);

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
