import type { Library, Loaded, WorkerLibrary, WorkerOptions } from "./library";
import { LibraryError, Superseded } from "./errors";

type Method = keyof Library;

/** What is sent to the worker. */
export interface Question {
  id: number;
  method: string;
  params: unknown;
  data?: Uint8Array;
}

/** What comes back: once without an id, when the worker can answer. */
export interface Answer {
  id?: number;
  result?: unknown;
  error?: string;
}

interface Call {
  question: Question;
  user: object | undefined; // whose latest call of the method wins; undefined if it is never given up
  resolve: (value: unknown) => void;
  reject: (reason: Error) => void;
  settled: boolean;
  repeated?: boolean; // of a worker that started anew
}

/** A file may be large, so that nothing is known of how long it takes. */
const isLoad = ({ method }: Question) => method === "load" || method === "loadSample";

/** Starts the library in a worker of its own. */
export function startLibrary(options: WorkerOptions = {}): WorkerLibrary {
  return new Client(options).library;
}

/**
 * A Client hands the worker one call after the other. So what is superseded while it waits costs
 * nothing, and what runs is thrown away when it comes back.
 */
class Client {
  readonly library: WorkerLibrary;
  private readonly open: () => Worker;
  private readonly timeout: number;
  private worker!: Worker;
  private isReady = false;
  private isClosed = false;
  private started = { resolve: () => {}, reject: (_: Error) => {} };
  private queue: Call[] = [];
  private running: Call | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nextId = 1;
  /** What was loaded, by target, so that a worker that starts anew has it. */
  private loads = new Map<string, Question[]>();

  constructor(options: WorkerOptions) {
    this.open = options.worker ?? (() => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
    this.timeout = options.timeout ?? 10_000;
    const ready = new Promise<void>((resolve, reject) => (this.started = { resolve, reject }));
    ready.catch(() => {}); // each call is rejected, too
    this.library = {
      ...this.methods(undefined),
      ready,
      latest: () => this.methods({}),
      close: () => this.close(),
    };
    this.start();
  }

  private start() {
    this.isReady = false;
    this.worker = this.open();
    this.worker.onmessage = (event: MessageEvent<Answer>) => this.receive(event.data);
    this.worker.onerror = (event) => {
      event.preventDefault?.();
      this.fail(new LibraryError(event.message || "the worker cannot be loaded"));
    };
  }

  private methods(user: object | undefined): Library {
    const call = <T>(method: Method, params: unknown, data?: Uint8Array) => this.call(method, params, data, user) as Promise<T>;
    return {
      about: () => call("about", {}),
      targets: () => call("targets", {}),
      check: (query) => call("check", query),
      complete: (query, offset) => call("complete", { ...query, offset }),
      format: (query, options) => call("format", { ...query, ...options }),
      plan: (query, options) => call("plan", { ...query, ...options }),
      sql: (query, options) => call("sql", { ...query, ...options }),
      compare: (a, b) => call("compare", { ...a, other: b }),
      decompile: (json, target) => call("decompile", { json, target }),
      load: (target, name, data, options) =>
        call("load", { target, name, ...options }, typeof data === "string" ? new TextEncoder().encode(data) : data),
      loadSample: (target) => call("loadSample", { target }),
      unload: (target) => call("unload", { target }),
      match: (query, options) => call("match", { ...query, ...options }),
      why: (query, index) => call("why", { ...query, index }),
    };
  }

  private call(method: Method, params: unknown, data: Uint8Array | undefined, user: object | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) {
        reject(new LibraryError("the library was closed"));
        return;
      }
      if (user) {
        const isEarlier = (c: Call) => c.user === user && c.question.method === method;
        for (const c of this.queue.filter(isEarlier)) this.supersede(c);
        this.queue = this.queue.filter((c) => !c.settled);
        if (this.running && isEarlier(this.running)) this.supersede(this.running);
      }
      this.queue.push({ question: { id: this.nextId++, method, params, data }, user, resolve, reject, settled: false });
      this.next();
    });
  }

  private supersede(c: Call) {
    if (!c.settled) {
      c.settled = true;
      c.reject(new Superseded("a later call took its place"));
    }
  }

  private next() {
    if (!this.isReady || this.running) return;
    const call = this.queue.shift();
    if (!call) return;
    this.running = call;
    this.worker.postMessage(call.question);
    if (!isLoad(call.question)) this.timer = setTimeout(() => this.restart(), this.timeout);
  }

  private receive(answer: Answer) {
    if (answer.id === undefined) {
      if (answer.error !== undefined) {
        this.fail(new LibraryError(answer.error));
        return;
      }
      this.isReady = true;
      this.started.resolve();
      this.next();
      return;
    }
    const call = this.running;
    if (!call || call.question.id !== answer.id) return;
    clearTimeout(this.timer);
    this.running = undefined;
    const isKept = (answer.result as Partial<Loaded> | null | undefined)?.kept;
    if (answer.error === undefined && !call.repeated && !isKept) this.remember(call.question);
    if (!call.settled) {
      call.settled = true;
      if (answer.error === undefined) call.resolve(answer.result);
      else call.reject(new LibraryError(answer.error));
    }
    this.next();
  }

  /** Keeps what a call has loaded. */
  private remember(question: Question) {
    const { target, append } = question.params as { target: string; append?: boolean };
    switch (question.method) {
      case "load":
      case "loadSample":
        this.loads.set(target, [...(append ? (this.loads.get(target) ?? []) : []), question]);
        break;
      case "unload":
        this.loads.delete(target);
    }
  }

  /** Ends a call that takes too long, and with it the worker. */
  private restart() {
    const call = this.running;
    this.running = undefined;
    this.worker.terminate();
    this.start();
    const repeat = (question: Question): Call => ({
      question: { ...question, id: this.nextId++ },
      user: undefined,
      resolve: () => {},
      reject: () => {},
      settled: false,
      repeated: true,
    });
    this.queue = [...[...this.loads.values()].flat().map(repeat), ...this.queue.filter((c) => !c.repeated)];
    if (call && !call.settled) {
      call.settled = true;
      call.reject(new LibraryError("it takes too long to say"));
    }
  }

  private fail(error: LibraryError) {
    this.started.reject(error);
    this.end(error);
  }

  private close() {
    this.end(new LibraryError("the library was closed"));
  }

  private end(error: LibraryError) {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.worker.terminate();
    const calls = [...(this.running ? [this.running] : []), ...this.queue];
    this.running = undefined;
    this.queue = [];
    for (const c of calls) {
      if (!c.settled) {
        c.settled = true;
        c.reject(error);
      }
    }
  }
}
