// An editor in place of the plain field: colours, completion, and the place of a mistake.
//
// It stands in a shadow tree: there its library adopts style sheets that are made by script, which the page's
// security policy allows, and writes no style elements, which it forbids.

import { acceptCompletion, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import type { DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { Names, sqlOf } from "./completion";

export interface Editor {
  /** Put the text into the field that is sent. */
  save(): void;
  replace(text: string): void;
  insert(text: string): void;
  /** Mark the word at a line and column, both from 1 on; no place without a line. */
  mark(line: number, column: number): void;
}

const wrong = StateEffect.define<{ from: number; to: number } | null>();
const wrongWord = Decoration.mark({ class: "wrong" });
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(held, change) {
    for (const effect of change.effects) {
      if (effect.is(wrong)) {
        return effect.value ? Decoration.set([wrongWord.range(effect.value.from, effect.value.to)]) : Decoration.none;
      }
    }
    return change.docChanged ? Decoration.none : held;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--raised)", fontSize: "14px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", minHeight: "9rem", maxHeight: "28rem" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 0.9rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--mark)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)" },
  ".cm-placeholder": { color: "var(--muted)" },
  ".wrong": { textDecoration: "underline wavy var(--warning)", textUnderlineOffset: "3px" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--raised)", border: "1px solid var(--border)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "13px", maxHeight: "14rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--ground)", background: "var(--accent)" },
  ".cm-completionDetail": { fontStyle: "normal", fontFamily: "var(--sans)", opacity: "0.8" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--warning)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--ink)" },
  { tag: [tags.lineComment, tags.blockComment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--accent)" },
]);

/** Write over a selection here: the browser would keep its look by a style of its own, which the page's policy forbids. */
const overwriting = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data, isComposing, cancelable } = event as InputEvent;
    if (inputType !== "insertText" || !data || isComposing || !cancelable || view.state.selection.main.empty) return false;
    view.dispatch(view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true }));
    event.preventDefault();
    return true;
  },
});

/** Put an editor in place of a field; `run` is what Ctrl+Enter does. */
export function edit(field: HTMLTextAreaElement, tables: string, run: () => void): Editor {
  const label = document.querySelector<HTMLLabelElement>(`label[for="${field.id}"]`);
  const told = document.querySelector<HTMLElement>(`#${field.id}-told`);
  const keys = told?.dataset["keys"] ?? "";
  const host = document.createElement("div");
  host.className = "editor";
  field.after(host);
  const root = host.attachShadow({ mode: "open" });
  const names = new Names(tables);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        keymap.of([
          { key: "Mod-Enter", run: () => (run(), true) },
          { key: "Tab", run: acceptCompletion },
          ...completionKeymap,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        history(),
        drawSelection(),
        bracketMatching(),
        EditorView.lineWrapping,
        EditorState.tabSize.of(2),
        placeholder(field.placeholder),
        autocompletion({ icons: false, activateOnTypingDelay: 60 }),
        sqlOf(names),
        marked,
        look,
        overwriting,
        syntaxHighlighting(colours),
        EditorView.contentAttributes.of({
          "aria-label": `${label?.textContent ?? ""}. ${told?.textContent ?? ""} ${keys}`,
          spellcheck: "false",
          autocapitalize: "off",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) names.meet(update.state.doc.toString());
        }),
      ],
    }),
  });
  field.hidden = true;
  const hint = document.createElement("p");
  hint.className = "keys";
  hint.textContent = keys;
  host.after(hint);
  label?.addEventListener("click", () => view.focus());
  host.addEventListener("focusin", () => names.meet(view.state.doc.toString()), { once: true });
  return {
    save: () => (field.value = view.state.doc.toString()),
    replace: (text) => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: text.length } });
      view.focus();
    },
    insert: (text) => {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    mark: (line, place) => {
      const at = line && line <= view.state.doc.lines ? view.state.doc.line(line) : null;
      const from = at ? Math.min(at.from + place - 1, at.to) : 0;
      const word = at ? /^[\w"]+|^./u.exec(at.text.slice(from - at.from))?.[0] : undefined;
      view.dispatch({ effects: wrong.of(word ? { from, to: from + word.length } : null) });
    },
  };
}
