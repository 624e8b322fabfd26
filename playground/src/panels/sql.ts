import { byId, code, copyButton, h, outOf, say } from "../dom";
import { failed, problems, show, waiting, type Page, type Panel } from "../page";

const titles: Record<string, string> = { sqlite: "SQLite", duckdb: "DuckDB", postgresql: "PostgreSQL", trino: "Trino, Athena", mysql: "MySQL, MariaDB" };

/** The query as a SQL statement. */
export function sqlPanel(page: Page, dialects: string[]): Panel {
  const out = outOf("sql");
  const library = page.library.latest();
  const dialect = byId<HTMLSelectElement>("dialect");
  const table = byId<HTMLInputElement>("table");
  const controls = document.querySelector<HTMLElement>("#sql > .controls")!;
  const params = byId<HTMLInputElement>("params");
  dialect.append(...dialects.map((d) => h("option", { value: d }, titles[d] ?? d)));
  dialect.addEventListener("change", () => {
    page.state.dialect = dialect.value;
    page.changed();
  });
  table.addEventListener("input", () => {
    page.state.table = table.value;
    page.changed();
  });
  params.addEventListener("change", () => {
    page.state.params = params.checked;
    page.changed();
  });

  return {
    refresh() {
      const { state } = page;
      if (!dialects.includes(state.dialect)) state.dialect = dialects[0]!;
      dialect.value = state.dialect;
      if (table.value !== state.table) table.value = state.table;
      table.placeholder = state.target.replaceAll("-", "_");
      params.checked = state.params;
      controls.hidden = !page.target().finds;
      if (!page.target().finds) {
        out.replaceChildren(h("p", { class: "quiet" }, `${page.target().operation} finds no records, and so has no table.`));
        return;
      }
      const options = { dialect: state.dialect, table: state.table || undefined, params: state.params };
      void show(out, library.sql(page.query(), options), (s) => {
        if (failed(page.checked?.diagnostics ?? [])) return [waiting(page)];
        if (s.statement === undefined) return [problems(s.diagnostics, state.query, page.select, page.edit)];
        say(`A statement for ${titles[state.dialect] ?? state.dialect}`);
        return [
          ...(s.diagnostics.length > 0 ? [problems(s.diagnostics, state.query, page.select)] : []),
          ...(s.scan ? [h("p", { class: "notice" }, "It reads every row: nothing of the query can be asked of the table, and all of it is checked on the rows.")] : []),
          h("div", { class: "actions" }, copyButton("Copy statement", () => s.statement!), s.params.length > 0 && copyButton("Copy values", () => JSON.stringify(s.params))),
          code(s.statement, "The SQL statement"),
          ...(s.params.length > 0 ? [h("p", {}, "The values, in order:"), h("ol", { class: "plain" }, ...s.params.map((p) => h("li", {}, h("code", {}, JSON.stringify(p)))))] : []),
          ...(s.residual ? [h("p", {}, "Then check the rows: ", h("code", {}, s.residual))] : []),
          ...(s.create
            ? [h("details", {}, h("summary", {}, "The table that it asks"), h("div", { class: "actions" }, copyButton("Copy", () => s.create!)), code(s.create, "The statement that creates the table"))]
            : []),
        ];
      });
    },
  };
}
