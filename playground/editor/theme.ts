import { EditorView } from "@codemirror/view";

/**
 * The colours and the shape. All of it is CSS variables, so that a page sets its own, on .cm-editor or above
 * it. The defaults have a contrast of 4.5 and more, in light and in dark, as color-scheme says.
 */
export const theme = EditorView.baseTheme({
  "&": {
    color: "var(--sf-text, light-dark(#1b1f24, #e6edf3))",
    backgroundColor: "var(--sf-background, light-dark(#ffffff, #0d1117))",
    border: "1px solid var(--sf-border, light-dark(#8c959f, #6e7681))",
    borderRadius: "var(--sf-radius, 6px)",
    fontSize: "var(--sf-font-size, 15px)",
  },
  "&.cm-focused": {
    outline: "2px solid var(--sf-focus, light-dark(#0969da, #58a6ff))",
    outlineOffset: "1px",
  },
  ".cm-content": {
    fontFamily: "var(--sf-font, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace)",
    padding: "8px 4px",
    caretColor: "var(--sf-text, light-dark(#1b1f24, #e6edf3))",
  },
  ".cm-cursor": { borderLeftColor: "var(--sf-text, light-dark(#1b1f24, #e6edf3))" },
  ".cm-placeholder": { color: "var(--sf-muted, light-dark(#59636e, #9198a1))" },
  ".sf-keyword": { color: "var(--sf-keyword, light-dark(#cf222e, #ff7b72))", fontWeight: "600" },
  ".sf-field": { color: "var(--sf-field, light-dark(#0550ae, #79c0ff))" },
  ".sf-tag": { color: "var(--sf-tag, light-dark(#6639ba, #d2a8ff))" },
  ".sf-operator": { color: "var(--sf-operator, light-dark(#953800, #ffa657))" },
  ".sf-value, .sf-string": { color: "var(--sf-value, light-dark(#116329, #7ee787))" },
  ".sf-placeholder": { color: "var(--sf-placeholder, light-dark(#953800, #ffa657))" },
  ".sf-punctuation": { color: "var(--sf-muted, light-dark(#59636e, #9198a1))" },
  ".sf-invalid": { color: "var(--sf-invalid, light-dark(#cf222e, #ff7b72))", textDecoration: "underline wavy" },
  ".cm-tooltip": {
    color: "var(--sf-text, light-dark(#1b1f24, #e6edf3))",
    backgroundColor: "var(--sf-popup, light-dark(#f6f8fa, #161b22))",
    border: "1px solid var(--sf-border, light-dark(#8c959f, #6e7681))",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--sf-selected-text, #ffffff)",
    backgroundColor: "var(--sf-selected, light-dark(#0969da, #1f6feb))",
  },
  ".cm-completionDetail": { opacity: "0.85" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap" },
});
