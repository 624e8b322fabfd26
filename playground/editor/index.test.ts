// @vitest-environment happy-dom
import { acceptCompletion, currentCompletions, startCompletion } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { EditorView, runScopeHandlers } from "@codemirror/view";
import { forEachDiagnostic } from "@codemirror/lint";
import { afterEach, beforeAll, expect, test, vi } from "vitest";

import type { Engine } from "../src/engine";
import type { Check, Completion, Query } from "../src/library";
import { engine } from "../test/engine";
import { completions, diagnostics, fixAtCursor, queryEditor, type EditorLibrary, type EditorOptions } from ".";

let library: EditorLibrary;

beforeAll(async () => {
  const to: Engine = await engine();
  const ask = async (method: string, params: object) => to.call(method, params) as never;
  library = {
    check: (query) => ask("check", query),
    complete: (query, offset) => ask("complete", { ...query, offset }),
    format: (query, options) => ask("format", { ...query, ...options }),
  };
}, 60_000);

const views: EditorView[] = [];
afterEach(() => {
  for (const view of views.splice(0)) view.destroy();
});

/** An editor whose query has been checked; the cursor is at the | in it. */
async function edit(marked: string, options: Partial<EditorOptions> = {}): Promise<EditorView> {
  const at = marked.indexOf("|");
  const doc = marked.replace("|", "");
  const checked = vi.fn();
  const settings = (): Omit<Query, "query"> => ({ target: "test-cases" });
  const view = new EditorView({
    state: EditorState.create({
      doc,
      selection: { anchor: at < 0 ? doc.length : at },
      extensions: queryEditor({ library, settings, checked, ...options }),
    }),
    parent: document.body,
  });
  views.push(view);
  await vi.waitFor(() => expect(checked).toHaveBeenCalled(), { timeout: 10_000 });
  return view;
}

const text = (view: EditorView) => view.state.doc.toString();
const press = (view: EditorView, key: string, modifiers: KeyboardEventInit = {}) =>
  runScopeHandlers(view, new KeyboardEvent("keydown", { key, ...modifiers }), "editor");

test("what is wrong stands at its place, behind emoji too", async () => {
  const view = await edit("name = '😀😀' and stauts = SAVED");
  const found: string[] = [];
  forEachDiagnostic(view.state, (d, from, to) => found.push(`${d.source} ${view.state.sliceDoc(from, to)} ${d.actions?.map((a) => a.name)}`));
  expect(found).toEqual(['unknown-field stauts Write "status"']);
});

test("tokens have colours", async () => {
  const view = await edit("name = '😀' and tag:a = b");
  const colours = [...view.dom.querySelectorAll("[class^=sf-]")].map((e) => `${e.className} ${e.textContent}`);
  expect(colours).toEqual([
    "sf-field name", "sf-operator =", "sf-string '😀'", "sf-keyword and", "sf-tag tag:a", "sf-operator =", "sf-value b",
  ]);
});

test("a fix is applied by its button and by a key", async () => {
  const view = await edit("name = '😀' and status == SAVED");
  let apply: (() => void) | undefined;
  forEachDiagnostic(view.state, (d, from, to) => (apply = () => d.actions![0]!.apply(view, from, to)));
  apply!();
  expect(text(view)).toBe("name = '😀' and status = SAVED");

  const other = await edit("nmae = '😀' and stauts| = SAVED");
  expect(fixAtCursor(other)).toBe(true);
  expect(text(other)).toBe("nmae = '😀' and status = SAVED");
  expect(fixAtCursor(other)).toBe(false); // until it has been checked again
});

test.each([
  ["name = '😀' and sta|", "status", "name = '😀' and status|"],
  ["sta|t = SAVED", "status", "status| = SAVED"],
  ["status = \"pub|", '"PUBLISHED"', 'status = "PUBLISHED"|'],
  ["name = '😀' and tag:a exists or na|", "name", "name = '😀' and tag:a exists or name|"],
  ["status |", "=", "status =|"],
])("%s is completed by %s", async (marked, label, want) => {
  const view = await edit(marked);
  startCompletion(view);
  await vi.waitFor(() => expect(currentCompletions(view.state).map((c) => c.label)).toContain(label), { timeout: 10_000 });
  const chosen = currentCompletions(view.state).find((c) => c.label === label)!;
  const apply = chosen.apply as (view: EditorView, c: typeof chosen, from: number, to: number) => void;
  const { head } = view.state.selection.main;
  const items = await library.complete({ target: "test-cases", query: text(view) }, head);
  apply(view, chosen, Math.min(...items.map((i) => i.from)), head);
  const { head: cursor } = view.state.selection.main;
  expect(`${text(view).slice(0, cursor)}|${text(view).slice(cursor)}`).toBe(want);
});

test("nothing is proposed unasked behind what may be the end", () => {
  const item = (text: string, from: number): Completion => ({ text, from, to: 5, kind: "keyword", detail: "" });
  expect(completions([item("and", 5), item("or", 5)], 5, false)).toBeNull();
  expect(completions([item("and", 5), item("or", 5)], 5, true)!.options).toHaveLength(2);
  expect(completions([item("x", 2), item("and", 5)], 5, false)!.options.map((o) => o.label)).toEqual(["x"]);
  expect(completions([item("=", 5)], 5, false)!.options).toHaveLength(1);
  expect(completions([], 5, true)).toBeNull();
});

test("Shift-Alt-F formats, and leaves what is wrong", async () => {
  const view = await edit("NAME='😀'   and  status=saved|");
  expect(press(view, "f", { shiftKey: true, altKey: true })).toBe(true);
  await vi.waitFor(() => expect(text(view)).toBe('name = 😀 and status = SAVED'));
  const wrong = await edit("NAME==a");
  press(wrong, "f", { shiftKey: true, altKey: true });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(text(wrong)).toBe("NAME==a");
});

test("the keyboard alone works, and Tab goes on", async () => {
  const submit = vi.fn();
  const view = await edit("name = a|", { submit });
  expect(press(view, "Tab")).toBe(false);
  expect(press(view, "Tab", { shiftKey: true })).toBe(false);
  expect(press(view, "Enter")).toBe(true);
  expect(submit).toHaveBeenCalledWith("name = a");
  expect(text(view)).toBe("name = a");
  const lines = await edit("name = a|", { multiline: true, submit });
  press(lines, "Enter");
  expect(text(lines)).toBe("name = a\n");
  expect(acceptCompletion(lines)).toBe(false);
});

test("what is pasted into one line is one", async () => {
  const view = await edit("name = a and |");
  view.dispatch({ changes: { from: view.state.doc.length, insert: "(tag:😀 = b\n or status = SAVED)" }, userEvent: "input.paste" });
  expect(text(view)).toBe("name = a and (tag:😀 = b  or status = SAVED)");
  expect(view.state.selection.main.head).toBe(text(view).length);
});

test("a screen reader has names", async () => {
  const view = await edit("name = a", { label: "Query for test cases", describedBy: "help" });
  const { contentDOM } = view;
  expect(contentDOM.getAttribute("role")).toBe("textbox");
  expect(contentDOM.getAttribute("aria-label")).toBe("Query for test cases");
  expect(contentDOM.getAttribute("aria-multiline")).toBe("false");
  expect(contentDOM.getAttribute("aria-describedby")).toBe("help");
});

test("what has no place is about all of the text", () => {
  const check: Check = { tokens: [], empty: false, diagnostics: [{ code: "x", severity: "warning", message: "m", hint: "h", fixes: [] }] };
  expect(diagnostics(check, 7)).toMatchObject([{ from: 0, to: 7, severity: "warning", message: "m\nh" }]);
});

test("a failure is told, and what is superseded is not", async () => {
  const failed = vi.fn();
  const settings = () => ({ target: "test-cases" });
  const superseded = Object.assign(new Error(), { name: "Superseded" });
  for (const error of [superseded, new Error("broken")]) {
    const broken: EditorLibrary = { ...library, check: () => Promise.reject(error) };
    views.push(new EditorView({ extensions: queryEditor({ library: broken, settings, failed }), parent: document.body }));
  }
  await vi.waitFor(() => expect(failed).toHaveBeenCalled());
  expect(failed.mock.calls).toEqual([[new Error("broken")]]);
});
