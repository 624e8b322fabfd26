import { h, outOf } from "../dom";
import type { Panel } from "../page";

/** The reference of the language. */
export function languagePanel(reference: string): Panel {
  outOf("language").replaceChildren(h("pre", { class: "reference", tabindex: 0, role: "group", "aria-label": "The reference of the language" }, reference));
  return { refresh() {} };
}
