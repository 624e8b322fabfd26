import { byId, h, outOf, wireCopy } from "./dom";
import { createEditor } from "./editor";
import { startLibrary, type Check, type TargetInfo } from "./library";
import { problems, show, type Page, type Panel } from "./page";
import { comparePanel } from "./panels/compare";
import { jsonPanel } from "./panels/json";
import { languagePanel } from "./panels/language";
import { recordsPanel } from "./panels/records";
import { requestsPanel } from "./panels/requests";
import { sqlPanel } from "./panels/sql";
import { findService } from "./service";
import { fromFragment, toFragment } from "./state";

const examples: [target: string, query: string, about: string][] = [
  ["test-cases", 'name ^= "smoke" and status = PUBLISHED or tag:BPO=123', "criteria or a tag: two requests"],
  ["test-cases", "(name ^= smoke or tag:BPO = 123) and modified > 2026-01-31", "a time, which no request can ask for"],
  ["test-cases", 'name $= "-prod" and not tag:team = billing', "an end and a not: sent wider, then checked"],
  ["test-cases", "name == smoke && stauts = PUBLISHED", "mistakes, each with what to do about it"],
  ["users", "username ^= jo and phone-type = DESK_PHONE and tag:team = billing", "users"],
  ["q-session", "tag:region = eu and (tag:team = billing or tag:team = sales)", "a session of Amazon Q in Connect"],
];

const panelNames = ["requests", "records", "sql", "compare", "json", "language"];

main().catch((error: unknown) => {
  const failure = byId("failure");
  failure.textContent = `The library cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
  failure.hidden = false;
  for (const name of panelNames) outOf(name).replaceChildren(h("p", { class: "quiet" }, "There is nothing to show, since the library cannot be loaded."));
});

async function main(): Promise<void> {
  const library = startLibrary();
  const latest = library.latest();
  const verdict = byId("verdict");
  const select = byId<HTMLSelectElement>("target");
  const ignoreCase = byId<HTMLInputElement>("ignore-case");
  const zone = byId<HTMLSelectElement>("zone");
  /** Both are empty until the library can answer: until then one can write. */
  const targets = new Map<string, TargetInfo>();
  const panels = new Map<string, Panel>();

  const page: Page = {
    library,
    service: undefined,
    state: fromFragment(location.hash),
    target: () => targets.get(page.state.target)!,
    query: () => ({
      target: page.state.target,
      query: page.state.query,
      ignoreCase: page.state.ignoreCase || undefined,
      timeZone: page.state.zone || undefined,
    }),
    checked: undefined,
    changed() {
      refresh(); // which mends what no target or panel is called
      history.replaceState(null, "", "#" + toFragment(page.state));
    },
    setQuery(text, target) {
      page.state.query = text;
      if (target !== undefined && targets.has(target)) page.state.target = target;
      page.changed();
      editor.focus();
    },
    edit: (edits) => editor.edit(edits),
    select: (span) => editor.select(span),
  };

  const editor = createEditor(page, byId("query"), {
    label: "Query",
    text: page.state.query,
    change(text) {
      page.state.query = text;
      page.changed();
    },
  });

  /** Shows the state. */
  function refresh(): void {
    const { state } = page;
    if (!panelNames.includes(state.panel)) state.panel = panelNames[0]!;
    if (state.zone === "UTC") state.zone = "";
    // The library knows more names than browsers list, and says so if it does not know one.
    if (![...zone.options].some((o) => o.value === state.zone)) zone.append(h("option", { value: state.zone }, state.zone));
    if (targets.size > 0 && !targets.has(state.target)) state.target = [...targets.keys()][0]!;
    ignoreCase.checked = state.ignoreCase;
    zone.value = state.zone;
    editor.set(state.query);
    for (const name of panelNames) {
      const isOpen = name === state.panel;
      const tab = byId(`tab-${name}`);
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
      byId(name).hidden = !isOpen;
    }
    if (panels.size === 0) return;
    if (select.value !== state.target) {
      select.value = state.target;
      byId("operation").textContent = page.target().operation;
      showFields(page.target());
    }
    editor.refresh();
    void show(verdict, latest.check(page.query()), judge);
    panels.get(state.panel)!.refresh();
  }

  /** Says under the editor what is wrong with the query, or how it is written best. */
  function judge(check: Check): Node[] {
    page.checked = check;
    const { canonical, resolved, diagnostics, empty } = check;
    const { query } = page.state;
    return [
      ...(diagnostics.length > 0 ? [problems(diagnostics, query, page.select, page.edit)] : []),
      ...(empty ? [h("p", { class: "quiet" }, "The empty query selects every record.")] : []),
      ...(canonical !== undefined && canonical !== query && !empty
        ? [h("p", {}, "Canonical: ", h("code", {}, canonical), " ", h("button", { type: "button", class: "link", click: () => page.setQuery(canonical) }, "write it so"))]
        : []),
      ...(canonical !== undefined && canonical === query && !empty && diagnostics.length === 0 ? [h("p", { class: "quiet" }, "No mistakes, and written canonically.")] : []),
      ...(resolved !== undefined && resolved !== canonical ? [h("p", {}, "At present that is ", h("code", {}, resolved))] : []),
    ];
  }

  select.addEventListener("change", () => {
    page.state.target = select.value;
    byId("operation").textContent = page.target().operation;
    showFields(page.target());
    page.changed();
  });
  ignoreCase.addEventListener("change", () => {
    page.state.ignoreCase = ignoreCase.checked;
    page.changed();
  });
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([here, ...Intl.supportedValuesOf("timeZone")])].filter((z) => z !== "UTC");
  zone.append(h("option", { value: "" }, "UTC"), ...zones.map((z) => h("option", { value: z }, z)));
  zone.addEventListener("change", () => {
    page.state.zone = zone.value;
    page.changed();
  });
  wireCopy(byId<HTMLButtonElement>("copy-link"), () => location.href);
  showExamples(({ target, query }) => {
    location.hash = toFragment({ ...page.state, target, query });
  });
  tabs((name) => {
    page.state.panel = name;
    page.changed();
  });
  window.addEventListener("hashchange", () => {
    const { panel } = page.state;
    page.state = fromFragment(location.hash);
    if (!new URLSearchParams(location.hash.slice(1)).has("p")) page.state.panel = panel; // an example leaves it open
    page.changed();
  });
  refresh();

  const [list, about, service] = await Promise.all([library.targets(), library.about(), findService()]);
  page.service = service;
  for (const t of list) targets.set(t.name, t);
  select.replaceChildren(...list.map((t) => h("option", { value: t.name }, t.name)));
  select.selectedIndex = -1; // so that the first refresh shows the fields
  select.disabled = false;
  byId("version").textContent = `searchfilter ${about.version}`;
  const records = recordsPanel(page);
  panels
    .set("requests", requestsPanel(page))
    .set("records", records)
    .set("sql", sqlPanel(page, about.dialects))
    .set("compare", comparePanel(page))
    .set("json", jsonPanel(page))
    .set("language", languagePanel(about.reference));
  drop(async (files) => {
    page.state.panel = "records";
    page.changed();
    await records.load(files);
  });
  page.changed();
}

/** Lists queries to begin with, of which a click opens one and leaves the settings. On a narrow screen they are folded. */
function showExamples(open: (example: { target: string; query: string }) => void): void {
  byId<HTMLDetailsElement>("examples").open = matchMedia("(min-width: 62rem)").matches;
  const link = (target: string, query: string) =>
    h(
      "a",
      {
        href: `#${new URLSearchParams({ t: target, q: query })}`,
        click: (event) => {
          const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
          if (ctrlKey || metaKey || shiftKey) return; // it opens elsewhere
          event.preventDefault();
          open({ target, query });
        },
      },
      query,
    );
  document.querySelector("#examples ul")!.append(...examples.map(([target, query, what]) => h("li", {}, link(target, query), h("small", {}, what))));
}

/** Has the tabs open their panels, by clicks and by the arrow keys. */
function tabs(open: (name: string) => void): void {
  const names = panelNames;
  names.forEach((name, i) => {
    const tab = byId(`tab-${name}`);
    tab.addEventListener("click", () => open(name));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1 + names.length, Home: 0, End: names.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = names[to % names.length]!;
      open(next);
      byId(`tab-${next}`).focus();
    });
  });
}

/** Takes files that are dropped anywhere on the page. */
function drop(take: (files: File[]) => Promise<void>): void {
  const sign = byId("drop");
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  window.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    sign.hidden = false;
  });
  window.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) sign.hidden = true;
  });
  window.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    sign.hidden = true;
    void take([...event.dataTransfer!.files]);
  });
}

/** Lists the fields of a target. */
function showFields(target: TargetInfo): void {
  const cell = (operators: string[]) => h("td", {}, operators.length > 0 ? h("code", {}, operators.join(" ")) : "–");
  document.querySelector("#fields > div")!.replaceChildren(
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": "The fields, a table" },
      h(
        "table",
        {},
        h("caption", { class: "unseen" }, `The fields of ${target.name}`),
        h("thead", {}, h("tr", {}, ...["field", "kind", "sent", "sent wider", "checked"].map((t) => h("th", { scope: "col" }, t)))),
        h(
          "tbody",
          {},
          ...target.fields.map((f) =>
            h("tr", {}, h("th", { scope: "row" }, h("code", { class: "name" }, f.name)), h("td", { title: f.values?.join(" ") }, f.kind), cell(f.exact), cell(f.widened), cell(f.notSent)),
          ),
        ),
      ),
    ),
    ...target.fields.filter((f) => f.values).map((f) => h("p", {}, h("code", {}, f.name), ` is one of ${f.values!.join(", ")}`)),
  );
}
