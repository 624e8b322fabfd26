/** The library in this thread: what the worker runs, and what tests run in Node. */
export interface Engine {
  /** Returns the answer to a call. It throws an Error for what is no question. */
  call(method: string, params: unknown, data?: Uint8Array): unknown;
}

/** What Go's wasm_exec.js defines. */
interface Go {
  importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}

declare global {
  var Go: new () => Go;
  /** What playground/wasm exports: JSON in, JSON out. */
  var searchfilterCall: ((method: string, params: string, data?: Uint8Array) => string) | undefined;
}

/** Starts the WebAssembly. wasm_exec.js must have been run before. */
export async function start(wasm: Response | BufferSource): Promise<Engine> {
  const go = new globalThis.Go();
  const { instance } =
    wasm instanceof Response ? await instantiateResponse(wasm, go.importObject) : await WebAssembly.instantiate(wasm, go.importObject);
  let end: unknown = undefined;
  go.run(instance).then(
    () => (end = "it has ended"),
    (error: unknown) => (end = error),
  );
  const ask = globalThis.searchfilterCall;
  if (!ask) throw new Error("the WebAssembly exports nothing");
  return {
    call(method, params, data) {
      if (end !== undefined) throw new Error(`the library has failed: ${String(end)}`);
      const answer = JSON.parse(ask(method, JSON.stringify(params), data)) as { result?: unknown; error?: string };
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.result;
    },
  };
}

/** A server may not know the type application/wasm, without which nothing is compiled as it comes. */
async function instantiateResponse(response: Response, imports: WebAssembly.Imports) {
  if (response.headers.get("Content-Type") === "application/wasm") {
    return WebAssembly.instantiateStreaming(response, imports);
  }
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
