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
  const controls = document.querySelectorAll<HTMLElement>("#records > .controls");
  const file = byId<HTMLInputElement>("file");
  /** What is loaded, by target; what is being read; and what went wrong since. */
  const loaded = new Map<string, Loaded>();
  const reading = new Map<string, string>();
  const failures = new Map<string, string[]>();

  byId("choose").addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    if (file.files) await load(file.files);
    file.value = ""; // so that the same file can be chosen again
  });
  invert.addEventListener("change", () => refresh());
  sample.addEventListener("click", () => loadSample());

  function loadSample(): void {
    const { target } = page.state;
    failures.delete(target);
    void loading(target, "made-up records", () => page.library.loadSample(target));
  }

  async function load(files: FileList | File[]): Promise<void> {
    const { target } = page.state;
    failures.delete(target);
    let append = false; // to the first of them that has records
    for (const f of files) {
      const name = /^[\x20-\x7e]+$/.test(f.name) ? f.name : JSON.stringify(f.name);
      const read = async () => page.library.load(target, name, new Uint8Array(await f.arrayBuffer()), { append });
      if (await loading(target, name, read)) append = true;
    }
  }

  /** Shows what comes of a file, and then what matches in it. Returns whether its records were taken. */
  async function loading(target: string, name: string, read: () => Promise<Loaded>): Promise<boolean> {
    const failed = (texts: string[]) => failures.set(target, [...(failures.get(target) ?? []), ...texts]);
    reading.set(target, name);
    refresh();
    say(`Reading ${name}`, 0);
    try {
      const { kept, ...l } = await read();
      if (kept) {
        failed([...l.errors, ...l.warnings]);
        return false;
      }
      loaded.set(target, l);
      return true;
    } catch (error) {
      failed([`${name}: ${message(error)}`]);
      return false;
    } finally {
      reading.delete(target);
      refresh();
    }
  }

  function refresh(): void {
    const { target } = page.state;
    const info = page.target();
    sample.hidden = !info.sample;
    controls.forEach((e) => (e.hidden = !info.finds));
    about.toggleAttribute("aria-busy", reading.has(target));
    if (!info.finds) {
      about.replaceChildren(...aboutFailures());
      out.replaceChildren(h("p", { class: "quiet" }, `${info.operation} finds no records.`));
      return;
    }
    const l = loaded.get(target);
    if (!l && info.sample && !reading.has(target) && !failures.has(target)) {
      loadSample();
      return;
    }
    about.replaceChildren(...(reading.has(target) ? [h("p", {}, `Reading ${reading.get(target)}…`)] : []), ...aboutFailures(), ...(l ? aboutLoaded(l) : []));
    if (reading.has(target) && !l) {
      out.replaceChildren();
      return;
    }
    if (!l || l.count === 0) {
      if (!l) out.replaceChildren(h("p", { class: "quiet" }, `No records yet: choose or drop an answer of ${info.operation}.`));
      else out.replaceChildren();
      return;
    }
    const times = new Set(info.fields.filter((f) => f.kind === "time").map((f) => f.name));
    const zone = formatOf(page.state.zone || "UTC") ? page.state.zone || "UTC" : "UTC";
    const query = page.query();
    const options = { limit: pageSize, invert: invert.checked };
    void show(out, library.match(query, options), (m) => {
      if (failed(page.checked?.diagnostics ?? [])) return [waiting(page)];
      if (m.total === undefined) return [problems(m.diagnostics, query.query, page.select)]; // such as a field that summaries lack
      return render(m);
    });

    function render(m: Matches): Node[] {
      // An ID tells a reader the least, and so comes last.
      const order = m.columns.map((_, i) => i).sort((a, b) => Number(m.columns[a] === "id") - Number(m.columns[b] === "id"));
      const cells = (r: Row) => order.map((i) => (times.has(m.columns[i]!) ? instant(r.cells[i]!, zone) : r.cells[i]!));
      const heading = (name: string) => h("th", { scope: "col" }, name, times.has(name) && h("small", {}, ` ${zone}`));
      const verbs = invert.checked ? ["does not match", "do not match"] : ["matches", "match"];
      const verb = verbs[m.total === 1 ? 0 : 1];
      const headline = `${m.total!.toLocaleString("en")} of ${count(m.records, info.record ?? "record")} ${verb}`;
      say(headline);
      const tags = order.findIndex((i) => m.columns[i] === "tags");
      const body = h("tbody", {});
      const more = h("button", { type: "button" }, "Show more");
      const add = (rows: Row[]) => {
        body.append(...rows.flatMap((r) => row(r, cells(r), tags)));
        more.hidden = body.querySelectorAll("tr.record").length >= m.total!;
      };
      add(m.rows);
      more.addEventListener("click", async () => {
        const offset = body.querySelectorAll("tr.record").length;
        let next: Matches;
        try {
          next = await page.library.match(query, { ...options, offset });
        } catch (error) {
          more.replaceWith(h("p", { class: "notice error", role: "alert" }, message(error)));
          return;
        }
        add(next.rows);
        body.querySelectorAll<HTMLElement>("tr.record")[offset]?.querySelector("button")!.focus(); // for the button may be gone
      });
      const table = h(
        "table",
        {},
        h("caption", { class: "unseen" }, headline),
        h("thead", {}, h("tr", {}, h("td", {}), ...order.map((i) => heading(m.columns[i]!)))),
        body,
      );
      return [h("h3", {}, headline), ...(m.rows.length > 0 ? [h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "The records, a table" }, table)] : []), more];
    }

    /** Returns the row of a record, and the one behind it that says why. */
    function row(r: Row, cells: string[], tags: number): HTMLElement[] {
      const why = h("div", {});
      const detail = h("tr", { class: "why", hidden: true, id: `why-${r.index}` }, h("td", { colspan: cells.length + 1 }, why));
      const cell = (text: string, i: number) => h("td", { class: i === tags ? "tags" : text.length < 24 && "short" }, text);
      const name = cells.find((c) => c !== "") ?? `record ${r.index + 1}`;
      const button = h("button", { type: "button", class: "link", "aria-expanded": "false", "aria-controls": detail.id, "aria-label": `Why ${name}` }, "why");
      button.addEventListener("click", () => {
        detail.hidden = !detail.hidden;
        button.setAttribute("aria-expanded", String(!detail.hidden));
        if (!detail.hidden && !why.hasChildNodes()) void show(why, page.library.why(query, r.index), explain);
      });
      return [h("tr", { class: "record" }, h("td", {}, button), ...cells.map(cell)), detail];
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
              reason.has ? h("span", {}, `${reason.field} is `, h("code", {}, reason.values ? reason.values.join(", ") : times.has(reason.field) ? `${instant(reason.value, zone)} ${zone}` : reason.value || '""')) : `there is no ${reason.field}`,
            ),
          ),
        ),
        ...(w.record ? [h("details", {}, h("summary", {}, "The record"), code(w.record, "The record as JSON"))] : []),
      ];
    }
  }

  function aboutFailures(): Node[] {
    const texts = failures.get(page.state.target) ?? [];
    if (texts.length === 0) return [];
    return [
      h("ul", { class: "problems", role: "alert" }, ...texts.map((e) => h("li", { class: "error" }, h("strong", {}, "Error"), " ", e))),
      ...(loaded.get(page.state.target)?.count ? [h("p", { class: "quiet" }, "The records from before are still there:")] : []),
    ];
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
              failures.delete(target);
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
      ...(l.lacking.length > 0 ? [h("p", { class: "quiet" }, `These are summaries, which lack ${l.lacking.map((name) => (name === "tag:" ? "tags" : name)).join(", ")}: a query on these is refused.`)] : []),
    ].filter((_, i) => l.files.length > 0 || i > 0);
  }

  return { refresh, load };
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Returns an instant, which is in seconds since 1970 or as RFC 3339 has it, as one reads it in a zone. */
function instant(text: string, timeZone: string): string {
  const date = /^\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : /^\d{4}-\d\d-\d\dT/.test(text) ? new Date(text) : undefined;
  if (!date || Number.isNaN(date.valueOf())) return text;
  const at = formatOf(timeZone)!.format(date);
  const ms = date.getUTCMilliseconds();
  return ms === 0 ? at : `${at}.${String(ms).padStart(3, "0")}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns how instants are written in a zone, or undefined if the browser does not know it. */
function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(timeZone)) {
    try {
      formats.set(timeZone, new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }));
    } catch {
      return undefined;
    }
  }
  return formats.get(timeZone);
}
