import { expect, test, vi } from "vitest";

import type { Answer, Question } from "../src/client";
import { isSuperseded, LibraryError, startLibrary, type WorkerOptions } from "../src/library";

/** A worker that answers when it is told to. */
class FakeWorker {
  static all: FakeWorker[] = [];
  onmessage: ((event: { data: Answer }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  asked: Question[] = [];
  ended = false;
  constructor() {
    FakeWorker.all.push(this);
  }
  postMessage(question: Question) {
    this.asked.push(question);
  }
  terminate() {
    this.ended = true;
  }
  say(answer: Answer) {
    this.onmessage!({ data: answer });
  }
  answerLast(result: unknown) {
    this.say({ id: this.asked.at(-1)!.id, result });
  }
}

function open(options: WorkerOptions = {}) {
  FakeWorker.all = [];
  const library = startLibrary({ worker: () => new FakeWorker() as unknown as Worker, ...options });
  return { library, worker: FakeWorker.all[0]! };
}

const query = (text: string) => ({ target: "test-cases", query: text });
const methods = (worker: FakeWorker) => worker.asked.map((q) => `${q.method} ${(q.params as { query?: string }).query ?? ""}`);

test("calls wait until the library is ready, and are asked one after the other", async () => {
  const { library, worker } = open();
  const first = library.check(query("a"));
  const second = library.complete(query("b"), 1);
  expect(worker.asked).toEqual([]);
  worker.say({});
  await library.ready;
  expect(methods(worker)).toEqual(["check a"]);
  worker.answerLast("A");
  expect(await first).toBe("A");
  expect(methods(worker)).toEqual(["check a", "complete b"]);
  worker.answerLast(["B"]);
  expect(await second).toEqual(["B"]);
});

test("of a user's calls of a method the latest wins", async () => {
  const { library, worker } = open();
  worker.say({});
  const editor = library.latest();
  const other = library.latest();
  const results = [editor.check(query("1")), editor.check(query("2")), other.check(query("3")), editor.check(query("4")), library.check(query("5"))];
  const settled = Promise.allSettled(results);
  while (worker.asked.length < 4) worker.answerLast((worker.asked.at(-1)!.params as { query: string }).query);
  worker.answerLast("5");
  const [one, two, ...rest] = await settled;
  for (const superseded of [one, two]) { // the one ran, and nobody waits for it
    expect(superseded!.status).toBe("rejected");
    expect(isSuperseded((superseded as PromiseRejectedResult).reason)).toBe(true);
  }
  expect(rest).toEqual(["3", "4", "5"].map((value) => ({ status: "fulfilled", value })));
  expect(methods(worker)).toEqual(["check 1", "check 3", "check 4", "check 5"]);
});

test("an error is one of the call", async () => {
  const { library, worker } = open();
  worker.say({});
  const call = library.check(query("a"));
  worker.say({ id: worker.asked[0]!.id, error: "there is no target" });
  await expect(call).rejects.toThrow(new LibraryError("there is no target"));
  const next = library.check(query("b"));
  worker.answerLast(1);
  expect(await next).toBe(1);
});

test("a call that takes too long is ended, and the records are there again", async () => {
  vi.useFakeTimers();
  try {
    const { library, worker } = open({ timeout: 1000 });
    worker.say({});
    for (const append of [false, true]) {
      const load = library.load("users", "f", "[]", { append });
      worker.answerLast({ count: 0 });
      await load;
    }
    const sample = library.loadSample("queues");
    worker.answerLast({});
    await sample;
    const unloaded = library.unload("queues");
    worker.answerLast({});
    await unloaded;
    const slow = library.plan(query("slow"));
    const behind = library.check(query("behind"));
    const refused = expect(slow).rejects.toThrow("too long");
    vi.advanceTimersByTime(1001);
    await refused;
    expect(worker.ended).toBe(true);
    const anew = FakeWorker.all[1]!;
    anew.say({});
    vi.advanceTimersByTime(5000); // to load takes as long as it takes
    expect(anew.ended).toBe(false);
    anew.answerLast({});
    anew.answerLast({});
    expect(anew.asked.map((q) => q.method)).toEqual(["load", "load", "check"]);
    expect(anew.asked.slice(0, 2).map((q) => (q.params as { append: boolean }).append)).toEqual([false, true]);
    expect(new TextDecoder().decode(anew.asked[0]!.data)).toBe("[]");
    anew.answerLast("late");
    expect(await behind).toBe("late");
  } finally {
    vi.useRealTimers();
  }
});

test("a large file takes its time, and one without records leaves those from before", async () => {
  vi.useFakeTimers();
  try {
    const { library, worker } = open({ timeout: 1000 });
    worker.say({});
    const large = library.load("users", "large", "[1]");
    vi.advanceTimersByTime(100_000);
    expect(worker.ended).toBe(false);
    worker.answerLast({ count: 1 });
    await large;
    const empty = library.load("users", "empty", "[]");
    worker.answerLast({ count: 1, kept: true });
    await empty;
    for (let n = 1; n <= 2; n++) { // a worker that ends twice has the records as the first did
      const slow = expect(library.plan(query("slow"))).rejects.toThrow("too long");
      vi.advanceTimersByTime(1001);
      await slow;
      const anew = FakeWorker.all[n]!;
      anew.say({});
      anew.answerLast({ count: 1 });
      expect(anew.asked.map((q) => (q.params as { name: string }).name)).toEqual(["large"]);
    }
  } finally {
    vi.useRealTimers();
  }
});

test("a library that cannot be loaded rejects what waits", async () => {
  for (const fail of [(w: FakeWorker) => w.say({ error: "no wasm" }), (w: FakeWorker) => w.onerror!({ message: "no wasm" })]) {
    const { library, worker } = open();
    const call = library.targets();
    fail(worker);
    await expect(library.ready).rejects.toThrow("no wasm");
    await expect(call).rejects.toThrow("no wasm");
    await expect(library.targets()).rejects.toThrow("closed");
  }
});

test("close ends the worker", async () => {
  const { library, worker } = open();
  worker.say({});
  const call = library.targets();
  library.close();
  await expect(call).rejects.toThrow("closed");
  expect(worker.ended).toBe(true);
});
