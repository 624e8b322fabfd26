import { byId, count, h, outOf, say } from "../dom";
import { Superseded, type Decompiled, type FoundFilter, type Span } from "../library";
import { problems, show, type Page, type Panel } from "../page";

/** JSON read back as queries, with all that is wrong with it. */
export function jsonPanel(page: Page): Panel {
  const out = outOf("json");
  const library = page.library.latest();
  const recognise = page.library.latest(); // whose calls do not end those of a target
  const input = byId<HTMLTextAreaElement>("document");
  input.addEventListener("input", () => refresh());

  function select(span: Span): void {
    input.focus();
    input.setSelectionRange(span.from, span.to);
    const line = input.value.slice(0, span.from).split("\n").length - 1;
    input.scrollTop = line * parseFloat(getComputedStyle(input).lineHeight) - input.clientHeight / 2;
  }

  function refresh(): void {
    const text = input.value;
    if (text.trim() === "") {
      out.replaceChildren(h("p", { class: "quiet" }, "Paste JSON to read it as a query."));
      return;
    }
    void show(out, read(text, page.state.target), (d) => {
      say(d.filters.length > 0 ? count(d.filters.length, "filter") : (d.diagnostics[0]?.message ?? "no filter"));
      return [
        ...(d.diagnostics.length > 0 ? [problems(d.diagnostics, text, select)] : []),
        ...d.filters.map((f) => filter(f, text)),
      ];
    });
  }

  /** Reads as is recognised; and by the chosen target what may mean different things to several, of which it is one. */
  async function read(text: string, target: string): Promise<Decompiled> {
    const found = await recognise.decompile(text);
    const isOpen = (f: FoundFilter) => f.diagnostics.some((d) => d.code === "ambiguous-target") && [f.target, ...f.others].includes(target);
    if (!found.filters.some(isOpen)) return found;
    if (input.value !== text || page.state.target !== target) throw new Superseded("the text or the target is another by now");
    const chosen = await library.decompile(text, target);
    return { ...found, filters: found.filters.map((f) => (isOpen(f) ? (chosen.filters.find((c) => c.path === f.path) ?? f) : f)) };
  }

  function filter(f: FoundFilter, text: string): HTMLElement {
    const { query } = f;
    const targets = [f.target, ...f.others].filter((t) => t !== undefined);
    // Of those that it may be for, the chosen one is no change.
    const target = targets.includes(page.state.target) ? page.state.target : f.target;
    return h(
      "section",
      { class: "filter" },
      h("h3", {}, f.path === "$" ? "The document" : h("code", {}, f.path), targets.length > 0 && h("small", {}, ` for ${targets.join(", ")}`)),
      query !== undefined && h("pre", { tabindex: 0, role: "group", "aria-label": "The query" }, h("code", {}, query === "" ? "(the empty query: every record)" : query)),
      query !== undefined && h("div", { class: "actions" }, h("button", { type: "button", click: () => page.setQuery(query, target) }, "Put it into the editor")),
      f.diagnostics.length > 0 && problems(f.diagnostics, text, select),
    );
  }

  return { refresh };
}
