import { byId, code, count, h, outOf, say } from "../dom";
import type { Loaded, Matches, Row, Why } from "../library";
import { failed, problems, show, waiting, type Page, type Panel } from "../page";

const pageSize = 100;

/** The records of a file that the query selects, and why it selects each. */
export function recordsPanel(page: Page): Panel & { load(files: FileList | File[]): Promise<void> } {
  const out = outOf("records");
  const about = document.querySelector<HTMLElement>("#records > .loaded")!;
  const library = page.library.latest();
  const invert = byId<HTMLInputElement>("invert");
  const sample = byId<HTMLButtonElement>("sample");
  const file = byId<HTMLInputElement>("file");
  /** What is loaded, by target. */
  const loaded = new Map<string, Loaded>();

  byId("choose").addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    if (file.files) await load(file.files);
    file.value = ""; // so that the same file can be chosen again
  });
  invert.addEventListener("change", () => refresh());
  sample.addEventListener("click", () => void loading(page.library.loadSample(page.state.target)));

  async function load(files: FileList | File[]): Promise<void> {
    const { target } = page.state;
    let append = false;
    for (const f of files) {
      const name = /^[\x20-\x7e]+$/.test(f.name) ? f.name : JSON.stringify(f.name);
      await loading(f.arrayBuffer().then((data) => page.library.load(target, name, new Uint8Array(data), { append })));
      append = true;
    }
  }

  /** Shows what comes of a file, and then what matches in it. */
  async function loading(answer: Promise<Loaded>): Promise<void> {
    const { target } = page.state;
    about.setAttribute("aria-busy", "true");
    try {
      loaded.set(target, await answer);
    } catch (error) {
      about.replaceChildren(h("p", { class: "notice error", role: "alert" }, error instanceof Error ? error.message : String(error)));
      return;
    } finally {
      about.removeAttribute("aria-busy");
    }
    refresh();
  }

  function refresh(): void {
    const { target } = page.state;
    const info = page.target();
    sample.hidden = !info.sample;
    if (!info.finds) {
      about.replaceChildren();
      out.replaceChildren(h("p", { class: "quiet" }, `${info.operation} finds no records.`));
      return;
    }
    const l = loaded.get(target);
    if (!l && info.sample) {
      void loading(page.library.loadSample(target));
      return;
    }
    about.replaceChildren(...(l ? aboutLoaded(l) : []));
    if (!l || l.count === 0) {
      if (!l) out.replaceChildren(h("p", { class: "quiet" }, `No records yet: choose or drop an answer of ${info.operation}.`));
      else out.replaceChildren();
      return;
    }
    const query = page.query();
    const options = { limit: pageSize, invert: invert.checked };
    void show(out, library.match(query, options), (m) => {
      if (failed(page.checked?.diagnostics ?? [])) return [waiting()];
      if (m.total === undefined) return [problems(m.diagnostics, query.query, page.select)]; // such as a field that summaries lack
      return render(m);
    });

    function render(m: Matches): Node[] {
      // An ID tells a reader the least, and so comes last.
      const order = m.columns.map((_, i) => i).sort((a, b) => Number(m.columns[a] === "id") - Number(m.columns[b] === "id"));
      const times = new Set(info.fields.filter((f) => f.kind === "time").map((f) => f.name));
      const cells = (r: Row) => order.map((i) => (times.has(m.columns[i]!) ? instant(r.cells[i]!) : r.cells[i]!));
      const verbs = invert.checked ? ["does not match", "do not match"] : ["matches", "match"];
      const verb = verbs[m.total === 1 ? 0 : 1];
      const headline = `${m.total!.toLocaleString("en")} of ${count(m.records, info.record ?? "record")} ${verb}`;
      say(headline);
      const body = h("tbody", {});
      const more = h("button", { type: "button" }, "Show more");
      const add = (rows: Row[]) => {
        body.append(...rows.flatMap((r) => row(r, cells(r))));
        more.hidden = body.querySelectorAll("tr.record").length >= m.total!;
      };
      add(m.rows);
      more.addEventListener("click", async () => {
        const offset = body.querySelectorAll("tr.record").length;
        const next = await page.library.match(query, { ...options, offset });
        add(next.rows);
      });
      const table = h(
        "table",
        {},
        h("caption", { class: "unseen" }, headline),
        h("thead", {}, h("tr", {}, h("td", {}), ...order.map((i) => h("th", { scope: "col" }, m.columns[i]!)))),
        body,
      );
      return [h("h3", {}, headline), ...(m.rows.length > 0 ? [h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "The records, a table" }, table)] : []), more];
    }

    /** Returns the row of a record, and the one behind it that says why. */
    function row(r: Row, cells: string[]): HTMLElement[] {
      const why = h("td", { colspan: cells.length + 1 });
      const detail = h("tr", { class: "why", hidden: true, id: `why-${r.index}` }, why);
      const name = cells.find((c) => c !== "") ?? `record ${r.index + 1}`;
      const button = h("button", { type: "button", class: "link", "aria-expanded": "false", "aria-controls": detail.id, "aria-label": `Why ${name}` }, "why");
      button.addEventListener("click", () => {
        detail.hidden = !detail.hidden;
        button.setAttribute("aria-expanded", String(!detail.hidden));
        if (!detail.hidden && !why.hasChildNodes()) void show(why, page.library.why(query, r.index), explain);
      });
      return [h("tr", { class: "record" }, h("td", {}, button), ...cells.map((c) => h("td", { class: c.length < 20 && "short" }, c))), detail];
    }

    function explain(w: Why): Node[] {
      return [
        h(
          "ul",
          { class: "reasons" },
          ...w.reasons.map((reason) =>
            h(
              "li",
              { class: reason.holds ? "holds" : "fails" },
              h("code", {}, reason.condition),
              reason.holds ? " holds: " : " does not hold: ",
              reason.has ? h("span", {}, `${reason.field} is `, h("code", {}, reason.values ? reason.values.join(", ") : reason.value || '""')) : `there is no ${reason.field}`,
            ),
          ),
        ),
        ...(w.record ? [h("details", {}, h("summary", {}, "The record"), code(w.record, "The record as JSON"))] : []),
      ];
    }
  }

  function aboutLoaded(l: Loaded): Node[] {
    return [
      h(
        "p",
        {},
        `${l.files.join(", ")}: ${count(l.count, "record")} `,
        h(
          "button",
          {
            type: "button",
            class: "link",
            click: async () => {
              const { target } = page.state;
              await page.library.unload(target);
              loaded.set(target, { count: 0, files: [], warnings: [], errors: [], lacking: [], tagKeys: [] });
              refresh();
              byId("choose").focus();
            },
          },
          "forget them",
        ),
      ),
      ...(l.errors.length > 0 ? [h("ul", { class: "problems", role: "alert" }, ...l.errors.map((e) => h("li", { class: "error" }, h("strong", {}, "Error"), " ", e)))] : []),
      ...(l.warnings.length > 0 ? [h("ul", { class: "problems" }, ...l.warnings.map((e) => h("li", { class: "warning" }, h("strong", {}, "Warning"), " ", e)))] : []),
      ...(l.lacking.length > 0 ? [h("p", { class: "quiet" }, `These are summaries, which lack ${l.lacking.join(", ")}: a query on these is refused.`)] : []),
    ].filter((_, i) => l.files.length > 0 || i > 0);
  }

  return { refresh, load };
}

/** Returns an instant that is in seconds since 1970 as one reads it, in UTC. */
function instant(cell: string): string {
  const date = new Date(Number(cell) * 1000);
  return /^\d+(\.\d+)?$/.test(cell) && !Number.isNaN(date.valueOf()) ? date.toISOString().slice(0, 16).replace("T", " ") : cell;
}
