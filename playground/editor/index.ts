/**
 * An editor for the query language, as an extension of CodeMirror 6. It needs something that answers
 * like the library, such as startLibrary in ../src/library, and nothing of the page.
 */
import { autocompletion, completionKeymap, pickedCompletion, startCompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { linter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState, RangeSet, StateEffect, StateField, type Extension, type Range, type Text } from "@codemirror/state";
import { closeHoverTooltips, Decoration, EditorView, hasHoverTooltips, keymap, placeholder, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";

import type { Check, Completion as Item, Diagnostic as Finding, Edit, Format, Query, TokenType } from "../src/library";
import { theme } from "./theme";

export { theme } from "./theme";

/** What the editor asks. A Library is one; give each editor its own view of it, by latest(). */
export interface EditorLibrary {
  check(query: Query): Promise<Check>;
  complete(query: Query, offset: number): Promise<Item[]>;
  format(query: Query, options?: { fix?: boolean }): Promise<Format>;
}

export interface EditorOptions {
  library: EditorLibrary;
  /** What a query means besides its text. It is asked each time; see recheck. */
  settings: () => Omit<Query, "query">;
  /** Whether a query may have several lines. By default it has one, and Enter calls submit. */
  multiline?: boolean;
  /** Called for Enter in one line, and for Mod-Enter in several. */
  submit?: (query: string) => void;
  /** Called with each check that is the latest one, such as to show the canonical text. */
  checked?: (check: Check, query: string) => void;
  /** Called if the library fails. */
  failed?: (error: unknown) => void;
  /** What a screen reader calls the editor. By default Query. */
  label?: string;
  /** The id of an element that describes it. */
  describedBy?: string;
  placeholder?: string;
  /** How long to wait behind a keystroke before the query is checked, in milliseconds, by default 60. */
  delay?: number;
}

/** Returns the extension. It has all that an editor of queries needs. */
export function queryEditor(options: EditorOptions): Extension {
  const label = options.label ?? "Query";
  const attributes: Record<string, string> = {
    "aria-label": label,
    role: "textbox",
    "aria-multiline": String(options.multiline ?? false),
    spellcheck: "false",
    autocorrect: "off",
    autocapitalize: "off",
    translate: "no",
  };
  if (options.describedBy) attributes["aria-describedby"] = options.describedBy;
  const submit = (view: EditorView) => {
    options.submit?.(view.state.doc.toString());
    return true;
  };
  return [
    tokens,
    checking(options),
    linter(null), // with the marks, the tooltips and the keys; checking sets what is wrong
    closing,
    autocompletion({ override: [(context) => complete(options, context)], icons: false, selectOnOpen: options.multiline || !options.submit }),
    history(),
    options.multiline ? [] : oneLine,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of(attributes),
    options.placeholder ? placeholder(options.placeholder) : [],
    // Tab is in none of these, so that it goes on to the next element of the page.
    keymap.of([
      { key: "Shift-Alt-f", run: (view) => format(options, view), preventDefault: true },
      { key: "Mod-.", run: fixAtCursor, preventDefault: true },
      ...completionKeymap,
      { key: "Alt-Space", run: startCompletion },
      { key: "Escape", run: closeTooltips },
      { key: options.multiline ? "Mod-Enter" : "Enter", run: submit },
      ...lintKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    theme,
  ];
}

/** Has the query checked again, since the settings have changed. */
export function recheck(view: EditorView): void {
  view.dispatch({ effects: checkAgain.of(null) });
}

/** Formats the query, as Shift-Alt-F does. With an error in it, it is left as it is. */
export function format(options: EditorOptions, view: EditorView): boolean {
  const query = view.state.doc.toString();
  options.library.format({ ...options.settings(), query }).then(
    ({ text }) => {
      if (text !== undefined && text !== query && view.state.doc.toString() === query) view.dispatch(replaceWhole(view.state, text));
    },
    (error: unknown) => fail(options, error),
  );
  return true;
}

/** Applies the first fix of what is wrong at the cursor, or else of the first that has one. */
export function fixAtCursor(view: EditorView): boolean {
  const { found } = view.state.field(tokens);
  const { from, to } = view.state.selection.main;
  const fixable = found.filter((d) => d.fixes.length > 0 && d.span);
  const chosen = fixable.find((d) => d.span!.from <= to && from <= d.span!.to) ?? fixable[0];
  if (!chosen) return false;
  view.dispatch(changes(chosen.fixes[0]!.edits));
  return true;
}

/** Returns the transaction that makes edits. */
export function changes(edits: Edit[]) {
  return { changes: edits.map(({ from, to, insert }) => ({ from, to, insert })), userEvent: "input.fix", scrollIntoView: true };
}

/** Returns the transaction that makes text all of the document, in which the cursor stays about where it is. */
function replaceWhole(state: EditorState, text: string) {
  const old = state.doc.toString();
  let start = 0;
  while (start < old.length && start < text.length && old[start] === text[start]) start++;
  let end = 0;
  while (end < old.length - start && end < text.length - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  return {
    changes: { from: start, to: old.length - end, insert: text.slice(start, text.length - end) },
    userEvent: "format",
  };
}

function closeTooltips(view: EditorView): boolean {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  view.focus();
  return true;
}

/** Escape closes the tooltips that say what is wrong from the buttons in them, too. */
const closing: Extension = ViewPlugin.define((view) => {
  const close = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented && closeTooltips(view)) event.preventDefault();
  };
  view.dom.addEventListener("keydown", close);
  return { destroy: () => view.dom.removeEventListener("keydown", close) };
});

/** What a query in one line has no use for: what is pasted becomes one. */
const oneLine: Extension = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
  const edits: { from: number; insert: string; to: number }[] = [];
  transaction.changes.iterChanges((from, to, _from, _to, inserted: Text) => {
    edits.push({ from, to, insert: inserted.toJSON().join(" ") });
  });
  const last = edits[edits.length - 1]!;
  let shift = 0;
  for (const e of edits.slice(0, -1)) shift += e.insert.length - (e.to - e.from);
  return {
    changes: edits,
    selection: { anchor: last.from + shift + last.insert.length },
    userEvent: "input.paste",
    scrollIntoView: true,
  };
});

const setCheck = StateEffect.define<Check>();
const checkAgain = StateEffect.define<null>();

const marks: Record<TokenType, Decoration> = Object.fromEntries(
  (["keyword", "field", "tag", "operator", "value", "string", "placeholder", "punctuation", "invalid"] as const).map((type) => [
    type,
    Decoration.mark({ class: `sf-${type}` }),
  ]),
) as Record<TokenType, Decoration>;

/** The colours, and what is wrong: that of the latest check, moved with what is typed since. */
const tokens = StateField.define<{ decorations: DecorationSet; found: Finding[] }>({
  create: () => ({ decorations: Decoration.none, found: [] }),
  update(value, transaction) {
    if (transaction.docChanged) {
      value = { decorations: value.decorations.map(transaction.changes), found: [] };
    }
    for (const effect of transaction.effects) {
      if (effect.is(setCheck)) value = { decorations: decorate(effect.value, transaction.newDoc.length), found: effect.value.diagnostics };
    }
    return value;
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.decorations),
});

/** Returns the colours of a check of a text with that length. */
export function decorate(check: Check, length: number): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const { from, to, type } of check.tokens) {
    if (from < to && to <= length) ranges.push(marks[type].range(from, to));
  }
  return RangeSet.of(ranges, true);
}

/** Returns what is wrong as @codemirror/lint has it. What has no place is about all of the text. */
export function diagnostics(check: Check, length: number): Diagnostic[] {
  return check.diagnostics.map((d) => {
    const from = Math.min(d.span?.from ?? 0, length);
    const to = Math.min(Math.max(d.span?.to ?? length, from), length);
    return {
      from,
      to,
      severity: d.severity,
      source: d.code,
      message: d.hint ? `${d.message}\n${d.hint}` : d.message,
      actions: d.fixes.map((fix) => ({
        name: fix.title,
        // The places are those of the text that was checked; a mark is taken away when it changes.
        apply: (view: EditorView) => {
          view.dispatch(changes(fix.edits));
          view.focus(); // for the button that was pressed is gone
        },
      })),
    };
  });
}

/** Checks the query behind keystrokes. Of several checks the latest counts. */
function checking(options: EditorOptions): Extension {
  return ViewPlugin.fromClass(
    class {
      private timer: ReturnType<typeof setTimeout> | undefined;
      private checks = 0;
      private announced = "";

      constructor(private readonly view: EditorView) {
        this.schedule(0);
      }

      update(update: ViewUpdate) {
        const again = update.transactions.some((t) => t.effects.some((e) => e.is(checkAgain)));
        if (again) this.schedule(0);
        else if (update.docChanged) this.schedule(options.delay ?? 60);
      }

      destroy() {
        clearTimeout(this.timer);
        this.checks = -1;
      }

      private schedule(delay: number) {
        const check = ++this.checks;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.check(check), delay);
      }

      /** Has a screen reader say what is wrong, once. */
      private announce({ diagnostics: [first, ...more] }: Check) {
        const text = first ? `${first.message}${first.hint ? `, ${first.hint}` : ""}${more.length > 0 ? `, and ${more.length} more` : ""}` : "";
        if (text === this.announced) return [];
        const wasWrong = this.announced !== "";
        this.announced = text;
        return text || wasWrong ? [EditorView.announce.of(text || "nothing is wrong")] : [];
      }

      private async check(check: number) {
        const { doc } = this.view.state;
        const query = doc.toString();
        try {
          const answer = await options.library.check({ ...options.settings(), query });
          if (check !== this.checks) return;
          this.view.dispatch({ effects: [setCheck.of(answer), ...this.announce(answer)] });
          this.view.dispatch(setDiagnostics(this.view.state, diagnostics(answer, doc.length)));
          options.checked?.(answer, query);
        } catch (error) {
          if (check === this.checks) fail(options, error);
        }
      }
    },
  );
}

/** A call that a later one took the place of is no failure. */
function fail(options: EditorOptions, error: unknown) {
  if (!(error instanceof Error && error.name === "Superseded")) options.failed?.(error);
}

/** How CodeMirror shows a kind of completion. */
const kinds = { field: "property", tag: "variable", operator: "keyword", value: "text", keyword: "keyword", punctuation: "text" } as const;

async function complete(options: EditorOptions, context: CompletionContext): Promise<CompletionResult | null> {
  const query = context.state.doc.toString();
  let items: Item[];
  try {
    items = await options.library.complete({ ...options.settings(), query }, context.pos);
  } catch (error) {
    fail(options, error);
    return null;
  }
  return context.aborted ? null : completions(items, context.pos, context.explicit);
}

/**
 * Returns what CodeMirror proposes: in the order of the library, which has chosen and sorted. Unless
 * it was asked for, nothing is proposed behind what may be the end, where it would be in the way.
 */
export function completions(items: Item[], pos: number, explicit: boolean): CompletionResult | null {
  const mayEnd = items.some((item) => item.text === "and" && item.from === pos);
  const shown = explicit || !mayEnd ? items : items.filter((item) => item.from < pos);
  if (shown.length === 0) return null;
  const begin = Math.min(...shown.map((item) => item.from));
  return {
    from: begin,
    to: pos,
    filter: false,
    options: shown.map(
      (item): Completion => ({
        label: item.text,
        detail: item.detail,
        type: kinds[item.kind],
        apply: (view, completion, from, to) => {
          // What follows of the half-typed word goes, too. CodeMirror knows what stands before the cursor.
          const start = from + item.from - begin;
          const end = Math.min(to + item.to - pos, view.state.doc.length);
          view.dispatch({
            changes: { from: start, to: end, insert: item.text },
            selection: { anchor: start + item.text.length },
            annotations: pickedCompletion.of(completion),
            userEvent: "input.complete",
            scrollIntoView: true,
          });
        },
      }),
    ),
  };
}
