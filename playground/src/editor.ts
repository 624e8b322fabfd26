import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { Compartment, EditorState, Transaction, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

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
  const language = new Compartment();
  let settings = "";
  let isSetting = false; // not by the user
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        language.of([]),
        history(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": options.label, autocapitalize: "off", autocorrect: "off" }),
        EditorView.updateListener.of((u) => {
          if (u.docChanged && !isSetting) options.change(u.state.doc.toString());
        }),
      ],
    }),
  });

  return {
    set(text) {
      const doc = view.state.doc.toString();
      if (doc === text) return;
      isSetting = true;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, annotations: Transaction.addToHistory.of(true) });
      isSetting = false;
    },
    refresh() {
      const { query: _, ...rest } = page.query();
      const now = JSON.stringify(rest);
      if (now === settings) return;
      settings = now;
      view.dispatch({ effects: language.reconfigure(languageOf(page)) });
    },
    select(span) {
      view.dispatch({ selection: { anchor: span.from, head: span.to }, scrollIntoView: true });
      view.focus();
    },
    edit(edits) {
      view.dispatch({ changes: edits, userEvent: "input.fix" });
      view.focus();
    },
    focus: () => view.focus(),
  };
}

function languageOf(_: Page): Extension {
  return [];
}
