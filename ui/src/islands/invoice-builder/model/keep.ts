/** What could not be saved is kept in this browser, one copy for each draft. */

import { newKey, type Draft } from "./draft.ts";

export interface Kept {
  draft: Draft;
  /** The revision of the server's draft that this was made from; 0 for one that was never stored. */
  revision: number;
}

const VERSION = 1;

function place(home: string, id: string | null): string {
  return `invoiceflow:draft:${home}:${id ?? "new"}`;
}

export function keep(home: string, id: string | null, copy: Kept): void {
  try {
    localStorage.setItem(place(home, id), JSON.stringify({ version: VERSION, ...copy }));
  } catch {
    // a full or forbidden storage takes away this safety net, not the builder
  }
}

export function kept(home: string, id: string | null): Kept | undefined {
  const text = localStorage.getItem(place(home, id));
  if (text === null) return undefined;
  const found = JSON.parse(text) as Kept & { version: number }; // written by `keep` alone
  if (found.version !== VERSION) return undefined;
  // names of lines count up from one in each page, and would be given again
  const lines = found.draft.lines.map((line) => ({ ...line, key: newKey() }));
  return { revision: found.revision, draft: { ...found.draft, lines } };
}

export function forget(home: string, id: string | null): void {
  localStorage.removeItem(place(home, id));
}
