/** Small helpers to build the page's elements. Text is never parsed as HTML. */

type Child = Node | string | undefined | false;
type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | undefined>;

/** Returns a new element. A function is a listener: { click: () => … }. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes, ...children: Child[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") e.addEventListener(name, value);
    else if (value !== undefined && value !== false) e.setAttribute(name, value === true ? "" : String(value));
  }
  e.append(...children.filter((c): c is Node | string => c !== undefined && c !== false));
  return e;
}

/** Returns the element of the page that has the id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const e = document.getElementById(id);
  if (!e) throw new Error(`the page has no #${id}`);
  return e as T;
}

/** Returns where a panel shows its answer. */
export const outOf = (panel: string) => document.querySelector<HTMLElement>(`#${panel} > .out`)!;

let saying: ReturnType<typeof setTimeout> | undefined;

/** Has a screen reader say something, once nothing else has come for a moment. */
export function say(text: string, delay = 600): void {
  clearTimeout(saying);
  saying = setTimeout(() => (byId("said").textContent = text), delay);
}

/** Returns a button that copies what text returns. */
export function copyButton(label: string, text: () => string): HTMLButtonElement {
  return wireCopy(h("button", { type: "button" }, label), text);
}

/** Has a button copy what text returns, and say so. */
export function wireCopy(button: HTMLButtonElement, text: () => string): HTMLButtonElement {
  const label = button.textContent ?? "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener("click", async () => {
    const done = await copy(text());
    button.style.minWidth = `${button.offsetWidth}px`; // so that nothing moves
    button.textContent = done ? "Copied" : "Not allowed";
    say(done ? "Copied" : "The browser does not allow to copy", 0);
    clearTimeout(timer);
    timer = setTimeout(() => (button.textContent = label), 1500);
  });
  return button;
}

/** Copies a text. Without a secure context there is only the old way. */
async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = h("textarea", { class: "unseen", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** Returns a block of code, which the keyboard can scroll. */
export function code(text: string, label: string): HTMLElement {
  return h("pre", { tabindex: 0, role: "group", "aria-label": label }, h("code", {}, text));
}

/** Returns how many there are of something: 1 request, 2 requests. */
export function count(n: number, one: string, many = one + "s"): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}
