// What can be completed: tables, the columns of those that the statement names, and functions that are open.

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { SQLDialect, StandardSQL, sql } from "@codemirror/lang-sql";
import type { Extension } from "@codemirror/state";
import { LanguageSupport } from "@codemirror/language";
import functionsText from "../../../src/praya/store/sandbox/functions.txt";

interface Table {
  name: string;
  title: Record<string, string>;
}

interface Page {
  tables: Table[];
  next: string | null;
}

interface Column {
  name: string;
  type: string;
  title: Record<string, string>;
}

const AT_ONCE = 500;
const WORDS = `select from where group by having order limit offset as and or not in is null like ilike between exists
case when then else end cast distinct all union except intersect join left right full inner outer cross asof lateral on
using with recursive over partition rows range unbounded preceding following current row filter within qualify values
asc desc nulls first last interval true false pivot unpivot describe summarize sample similar to try_cast exclude replace`;
const FUNCTIONS = functionsOf(functionsText);
const dialect = SQLDialect.define({ ...StandardSQL.spec, keywords: WORDS, doubleQuotedStrings: false, specialVar: "$" });

/** The names that statements use; those of columns are asked for when a statement names their table. */
export class Names {
  private tables: Promise<Table[]> | undefined;
  private readonly columns = new Map<string, Promise<Column[]>>();

  constructor(private readonly address: string) {}

  /** Ask for what a statement may need, before it is needed. */
  meet(text: string): void {
    void this.named(text).then((names) => names.forEach((name) => void this.columnsOf(name)));
  }

  every(): Promise<Table[]> {
    return (this.tables ??= this.pages());
  }

  private async pages(): Promise<Table[]> {
    const found: Table[] = [];
    for (let page = 1; ; page++) {
      const told = await ask<Page>(`${this.address}?size=${AT_ONCE}&page=${page}`, { tables: [], next: null });
      found.push(...told.tables);
      if (!told.next) return found;
    }
  }

  /** Return the tables that a statement names. */
  async named(text: string): Promise<string[]> {
    const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []);
    return (await this.every()).map((each) => each.name).filter((name) => words.has(name.toLowerCase()));
  }

  columnsOf(name: string): Promise<Column[]> {
    const held = this.columns.get(name);
    if (held) return held;
    const address = `${this.address}/${encodeURIComponent(name)}`;
    const asked = ask<{ columns?: Column[] }>(address, {}).then((table) => table.columns ?? []);
    this.columns.set(name, asked);
    return asked;
  }
}

/** Return the language with completion by these names. */
export function sqlOf(names: Names): Extension {
  const language = sql({ dialect, upperCaseKeywords: true }).language;
  return new LanguageSupport(language, [language.data.of({ autocomplete: source(names) })]);
}

function source(names: Names): (context: CompletionContext) => Promise<CompletionResult | null> {
  return async (context) => {
    const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
    if (!word && !context.explicit) return null;
    const text = context.state.doc.toString();
    const [tables, used] = await Promise.all([names.every(), names.named(text)]);
    const columns = (await Promise.all(used.map((name) => names.columnsOf(name)))).flat();
    const lang = document.documentElement.lang;
    const seen = new Set<string>();
    const options: Completion[] = [
      ...columns
        .filter(({ name }) => !seen.has(name) && seen.add(name))
        .map(({ name, type, title }) => ({ ...named(name), type: "property", detail: title[lang] ?? type, boost: 3 })),
      ...tables.map(({ name, title }) => ({ ...named(name), type: "class", detail: title[lang] ?? title["en"] ?? "", boost: 2 })),
      ...WORDS.split(/\s+/).map((label) => ({ label: label.toUpperCase(), type: "keyword", boost: 1 })),
      ...FUNCTIONS.map((label) => ({ label, type: "function", detail: "()", apply: `${label}(` })),
    ];
    return { from: word?.from ?? context.pos, options, validFor: /^[\p{L}\p{N}_]*$/u };
  };
}

/** Return a name as it is found and as it is written: quoted where SQL wants it. */
function named(name: string): Completion {
  const plain = /^[a-z_][a-z0-9_]*$/.test(name) && !WORDS.split(/\s+/).includes(name);
  return plain ? { label: name } : { label: name, apply: `"${name.replaceAll('"', '""')}"` };
}

/** Return the functions that are open, of all that the server knows. */
function functionsOf(text: string): string[] {
  const open = text.split("\n[").filter((part) => /^(open|tables)\]/.test(part));
  const names = open.flatMap((part) => part.slice(part.indexOf("]") + 1).split(/\s+/));
  return [...new Set(names)].filter((name) => /^[a-z][a-z0-9_]*$/.test(name));
}

async function ask<T>(address: string, otherwise: T): Promise<T> {
  try {
    const answer = await fetch(address);
    return answer.ok ? ((await answer.json()) as T) : otherwise;
  } catch {
    return otherwise;
  }
}
