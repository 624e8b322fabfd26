import { byId, code, copyButton, count, h, outOf, say } from "../dom";
import type { Plan, PlannedRequest } from "../library";
import { failed, problems, show, waiting, type Page, type Panel } from "../page";
import { send } from "../service";

/** The requests that answer the query, what is left to check, and why there are no fewer. */
export function requestsPanel(page: Page): Panel {
  const out = outOf("requests");
  const library = page.library.latest();
  const instance = byId<HTMLInputElement>("instance");
  const allowScan = byId<HTMLInputElement>("allow-scan");
  instance.addEventListener("input", () => {
    page.state.instance = instance.value.trim();
    page.changed();
  });
  allowScan.addEventListener("change", () => {
    page.state.allowScan = allowScan.checked;
    page.changed();
  });

  return {
    refresh() {
      const { state } = page;
      if (instance.value.trim() !== state.instance) instance.value = state.instance;
      allowScan.checked = state.allowScan;
      instance.disabled = !page.target().instance;
      const options = { instanceId: state.instance || undefined, allowScan: state.allowScan };
      void show(out, library.plan(page.query(), options), (plan) => render(page, plan));
    },
  };
}

function render(page: Page, plan: Plan): (Node | string)[] {
  const text = page.state.query;
  if (failed(page.checked?.diagnostics ?? [])) return [waiting(page)];
  if (!plan.requests) {
    say("No request");
    return [problems(plan.diagnostics, text, page.select, page.edit)];
  }
  const n = plan.requests.length;
  const isSaid = (text: string) => (page.checked?.diagnostics ?? []).some((d) => d.message === text); // below the query
  const unsaid = plan.diagnostics.filter((d) => !isSaid(d.message));
  const clashes = plan.clashes.filter((c) => !isSaid(c.message) && !unsaid.some((d) => d.message === c.message));
  say(`${count(n, "request")}${plan.residual ? ", then a check" : ""}`);
  return [
    h("h3", {}, headline(plan)),
    h("p", { class: "quiet" }, proof(plan)),
    ...(unsaid.length > 0 ? [problems(unsaid, text, page.select, page.edit)] : []),
    ...(clashes.length > 0
      ? [
          h(
            "ul",
            { class: "problems" },
            ...clashes.map((c) => h("li", { class: "warning" }, h("strong", {}, "Nothing"), " ", c.message, " ", where(page, c.spans[0]))),
          ),
        ]
      : []),
    h("ol", { class: "requests" }, ...plan.requests.map((r, i) => request(page, plan, r, i))),
    ...checked(page, plan),
    ...(plan.minimal === "bound" && plan.fooling.length > 1
      ? [
          h("h3", {}, "Why fewer cannot do"),
          h("p", {}, "A request that finds records of two of these kinds also finds some that are not selected:"),
          h("ul", { class: "plain" }, ...plan.fooling.map((f) => h("li", {}, h("code", {}, f)))),
        ]
      : []),
    ...(plan.json
      ? [h("details", {}, h("summary", {}, "The plan as JSON"), h("div", { class: "actions" }, copyButton("Copy the plan", () => plan.json!)), code(plan.json, "The plan as JSON"))]
      : []),
  ];
}

function headline(plan: Plan): string {
  const n = plan.requests!.length;
  if (n === 0) return "No request: nothing can be selected";
  if (plan.scan) return "1 request, which lists every record";
  return count(n, "request");
}

function proof(plan: Plan): string {
  const n = plan.requests!.length;
  const splits = plan.splits > 0 ? ` ${count(plan.splits, "of them is there for a limit", "of them are there for limits")} of the service.` : "";
  if (n === 0) return "";
  if (n === 1 && plan.minimal !== "unproved") return "One is the fewest there can be." + splits;
  switch (plan.minimal) {
    case "bound":
      return "It is proved that fewer cannot do." + splits;
    case "search":
      return "All smaller plans were tried, and none of them does." + splits;
    default:
      return "That fewer cannot do is not proved." + splits;
  }
}

function where(page: Page, span: { from: number; to: number } | undefined): Node | string {
  return span ? h("button", { type: "button", class: "link", click: () => page.select(span) }, "show where") : "";
}

function request(page: Page, plan: Plan, r: PlannedRequest, i: number): HTMLElement {
  const { service } = page;
  const n = i + 1;
  const answer = h("span", { class: "reply", role: "status" });
  const command = service && r.command ? `${r.command} --endpoint-url ${service.origin}` : r.command;
  return h(
    "li",
    { "aria-label": `Request ${n}` },
    h(
      "p",
      {},
      "finds ",
      r.finds === "" ? "every record" : h("code", {}, r.finds),
      " ",
      r.from[0] !== undefined && r.from[0].to > r.from[0].from && where(page, r.from[0]),
    ),
    !r.exact && h("p", {}, "then check ", r.residual ? h("code", {}, r.residual) : plan.residual ? h("code", {}, plan.residual) : "what it finds"),
    h(
      "div",
      { class: "actions" },
      copyButton("Copy JSON", () => r.body),
      command !== undefined && copyButton("Copy command", () => command),
      service !== undefined &&
        page.target().finds &&
        h(
          "button",
          {
            type: "button",
            click: async () => {
              answer.textContent = "…";
              answer.textContent = await send(service, page.target(), r.body);
            },
          },
          "Send to the local service",
        ),
      answer,
    ),
    code(r.body, `Request ${n} as JSON`),
    command !== undefined && h("details", {}, h("summary", {}, "For the AWS command line"), code(command, `Request ${n} for the AWS command line`)),
  );
}

function checked(page: Page, plan: Plan): Node[] {
  if (plan.local.length === 0) return [];
  return [
    h("h3", {}, "Checked on the records"),
    h("p", { class: "quiet" }, "What cannot be sent is checked on the records that are found."),
    h(
      "ul",
      { class: "local" },
      ...plan.local.map((l) =>
        h(
          "li",
          {},
          h("code", {}, l.condition),
          " ",
          where(page, l.span),
          h("br", {}),
          h("span", {}, l.reason),
          l.sent !== undefined && h("span", {}, "; sent in its place: ", h("code", {}, l.sent)),
        ),
      ),
    ),
  ];
}
