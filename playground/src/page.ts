import { h } from "./dom";
import { isSuperseded, type Check, type Diagnostic, type Edit, type Query, type Span, type TargetInfo, type WorkerLibrary } from "./library";
import type { Service } from "./service";
import type { State } from "./state";

/** What the panels know of the page. */
export interface Page {
  library: WorkerLibrary;
  state: State;
  service: Service | undefined;
  /** The chosen target. */
  target(): TargetInfo;
  query(): Query;
  /** What is known of the query, once the library has said it. */
  checked: Check | undefined;
  /** Keeps the state in the address, and shows what it comes to. */
  changed(): void;
  /** Puts a query into the editor. Of another target it is, if one is named. */
  setQuery(text: string, target?: string): void;
  /** Changes the query as a fix says. */
  edit(edits: Edit[]): void;
  /** Selects a place in the query. */
  select(span: Span): void;
}

/** A panel shows an answer. Refresh is called while it is open, for each change. */
export interface Panel {
  refresh(): void;
}

/** Shows what an answer comes to, or why there is none, and leaves alone what is out of date. */
export async function show<T>(out: HTMLElement, answer: Promise<T>, render: (answer: T) => (Node | string)[]): Promise<void> {
  try {
    out.replaceChildren(...render(await answer));
  } catch (error) {
    if (isSuperseded(error)) return;
    out.replaceChildren(h("p", { class: "notice error" }, error instanceof Error ? error.message : String(error)));
  }
}

/**
 * Returns a list of diagnostics. Where there is a place, a click selects it, and where there
 * is a fix, another mends it.
 */
export function problems(list: Diagnostic[], text: string, select?: (span: Span) => void, edit?: (edits: Edit[]) => void): HTMLElement {
  return h(
    "ul",
    { class: "problems" },
    ...list.map((d) => {
      const { span } = d;
      const place = span && text.slice(span.from, span.to);
      return h(
        "li",
        { class: d.severity },
        h("strong", {}, d.severity === "error" ? "Error" : "Warning"),
        " ",
        d.path !== undefined && h("code", {}, d.path),
        d.path !== undefined && ": ",
        d.message,
        d.hint !== undefined && h("span", { class: "hint" }, `: ${d.hint}`),
        " ",
        h(
          "span",
          { class: "actions" },
          ...(edit ? d.fixes.map((f) => h("button", { type: "button", class: f.sure ? "sure" : "", click: () => edit(f.edits) }, f.title)) : []),
          span !== undefined && select !== undefined && place !== "" && h("button", { type: "button", class: "link", click: () => select(span) }, "show where"),
        ),
      );
    }),
  );
}

/** Says that a panel has nothing until the query is sound, and leads to the first error. */
export function waiting(page: Page): HTMLElement {
  const errors = (page.checked?.diagnostics ?? []).filter((d) => d.severity === "error");
  const [first] = errors;
  const span = first?.span;
  return h(
    "p",
    { class: "quiet" },
    errors.length > 1 ? `The query has ${errors.length} errors, the first: ` : "The query has an error: ",
    first && h("span", { class: "first" }, first.message),
    " ",
    span && h("button", { type: "button", class: "link", click: () => page.select(span) }, "show where"),
  );
}

/** Returns whether there is an error among them. */
export const failed = (list: Diagnostic[]) => list.some((d) => d.severity === "error");
