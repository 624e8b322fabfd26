import { byId, code, h, outOf, say } from "../dom";
import { createEditor } from "../editor";
import type { Comparison } from "../library";
import { failed, problems, show, waiting, type Page, type Panel } from "../page";

/** Whether two queries select the same, and records that tell them apart. */
export function comparePanel(page: Page): Panel {
  const out = outOf("compare");
  const library = page.library.latest();
  const editor = createEditor(page, byId("second"), {
    label: "Second query",
    text: page.state.second,
    change(text) {
      page.state.second = text;
      page.changed();
    },
  });
  return {
    refresh() {
      const { state } = page;
      editor.set(state.second);
      editor.refresh();
      if (!page.target().finds) {
        out.replaceChildren(h("p", { class: "quiet" }, `${page.target().operation} finds no records to tell queries apart.`));
        return;
      }
      if (state.second.trim() === "") {
        out.replaceChildren(h("p", { class: "quiet" }, "Write a second query, to see whether it selects the same records as the first."));
        return;
      }
      void show(out, library.compare(page.query(), state.second), (c) => render(c, state.second));
    },
  };

  function render(c: Comparison, second: string): Node[] {
    if (failed(c.a)) return [waiting(page)];
    if (c.relation === undefined) return [problems(c.b, second, editor.select, editor.edit)];
    const text = relations[c.relation];
    say(text);
    return [
      h("h3", {}, text),
      ...(c.b.length > 0 ? [problems(c.b, second, editor.select, editor.edit)] : []),
      ...witness("Only the first selects this record", c.onlyA),
      ...witness("Only the second selects this record", c.onlyB),
      ...witness("Both select this record", c.both),
    ];
  }
}

const relations: Record<NonNullable<Comparison["relation"]>, string> = {
  equal: "Both select the same records",
  subset: "The second selects all that the first does, and more",
  superset: "The first selects all that the second does, and more",
  overlap: "Each selects records that the other does not",
  disjoint: "No record is selected by both",
  unknown: "It takes too long to say",
};

function witness(title: string, record: string | undefined): Node[] {
  return record === undefined ? [] : [h("h4", {}, title), code(record, title)];
}
