import { EditorView } from "@codemirror/view";

import { changes, queryEditor, recheck } from "../editor";
import type { Edit, Span } from "./library";
import type { Page } from "./page";

export interface Editor {
  /** Has this text, if it is another. */
  set(text: string): void;
  /** Takes over what the page's state says besides the text. */
  refresh(): void;
  select(span: Span): void;
  edit(edits: Edit[]): void;
  focus(): void;
}

/**
 * Returns an editor for a query. It stands in a shadow root of its own: there CodeMirror
 * adopts style sheets, which the page's security policy allows, while it refuses <style>.
 */
export function createEditor(page: Page, host: HTMLElement, options: { label: string; text: string; change: (text: string) => void }): Editor {
  const root = host.attachShadow({ mode: "open" });
  const settings = () => {
    const { query: _, ...rest } = page.query();
    return rest;
  };
  let before = JSON.stringify(settings());
  let isSetting = false; // not by the user
  const view = new EditorView({
    root,
    parent: root,
    doc: options.text,
    extensions: [
      queryEditor({ library: page.library.latest(), settings, multiline: true, label: options.label }),
      theme,
      EditorView.domEventHandlers({ beforeinput: replaceSelection }),
      EditorView.updateListener.of((u) => {
        if (u.docChanged && !isSetting) options.change(u.state.doc.toString());
      }),
    ],
  });

  return {
    set(text) {
      const doc = view.state.doc.toString();
      if (doc === text) return;
      isSetting = true;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
      isSetting = false;
    },
    refresh() {
      const now = JSON.stringify(settings());
      if (now !== before) recheck(view);
      before = now;
    },
    select(span) {
      view.dispatch({ selection: { anchor: span.from, head: span.to }, scrollIntoView: true });
      view.focus();
    },
    edit(edits) {
      view.dispatch(changes(edits));
      view.focus();
    },
    focus: () => view.focus(),
  };
}

/** CodeMirror underlines what is wrong by an image in a data: URL, which the page's policy refuses. */
const underline = (color: string) => ({ backgroundImage: "none", textDecoration: `underline wavy ${color}`, textUnderlineOffset: "0.2em" });

const theme = EditorView.theme({
  "&": { minHeight: "6.5rem", maxHeight: "max(6.5rem, 40vh)" },
  ".cm-scroller": { overflow: "auto" },
  ".cm-lintRange-error": underline("var(--error)"),
  ".cm-lintRange-warning": underline("var(--warning)"),
});

/**
 * Types over a selection in the place of the browser. Chromium would give what is typed the colour of
 * what stood there, by a style attribute, which the page's policy refuses.
 */
function replaceSelection(event: InputEvent, view: EditorView): boolean {
  // The browser's selection, which the editor's own may not have followed yet.
  const root = view.root as ShadowRoot & Partial<Pick<Document, "getSelection">>;
  const selection = (root.getSelection ? root : document).getSelection!();
  if (event.inputType !== "insertText" || event.isComposing || event.data === null || !selection?.rangeCount) return false;
  const range = selection.getRangeAt(0);
  if (range.collapsed || !view.contentDOM.contains(range.startContainer) || !view.contentDOM.contains(range.endContainer)) return false;
  const from = view.posAtDOM(range.startContainer, range.startOffset);
  const to = view.posAtDOM(range.endContainer, range.endOffset);
  view.dispatch({ changes: { from, to, insert: event.data }, selection: { anchor: from + event.data.length }, userEvent: "input.type", scrollIntoView: true });
  event.preventDefault();
  return true;
}
