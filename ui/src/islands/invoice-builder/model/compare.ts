/** What somebody else changed in a draft, in words. */

import type { DraftBody, LineBody } from "./draft.ts";
import { draftField, lineField } from "./words.ts";

const LONGEST = 40;
const MOST_FIELDS = 3;

/** Return one sentence for each field that differs, from before to after: "Discount: 2 → 3". */
export function changesBetween(before: DraftBody, after: DraftBody): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof DraftBody)[]; // keys of both
  return names.filter((name) => !isSame(before[name], after[name])).flatMap((name) => (name === "lines" ? linesBetween(before.lines, after.lines) : [changed(name, before[name], after[name])]));
}

function changed(name: string, before: unknown, after: unknown): string {
  const words = draftField(name);
  return isSimple(before) && isSimple(after) && name !== "client_id" ? `${words}: ${shown(before)} → ${shown(after)}` : words;
}

function linesBetween(before: DraftBody["lines"], after: DraftBody["lines"]): string[] {
  const places = Array.from({ length: Math.max(before.length, after.length) }, (_, place) => place);
  return places.flatMap((place) => {
    const [old, fresh] = [before[place], after[place]];
    if (isSame(old, fresh)) return [];
    const name = `Line ${place + 1}`;
    if (!old) return [`${name} added: ${shown(fresh?.description)}`];
    if (!fresh) return [`${name} removed: ${shown(old.description)}`];
    return lineChanges(name, old, fresh);
  });
}

function lineChanges(name: string, old: LineBody, fresh: LineBody): string[] {
  const fields = [...new Set([...Object.keys(old), ...Object.keys(fresh)])] as (keyof LineBody)[]; // keys of both
  const different = fields.filter((field) => !isSame(old[field], fresh[field]));
  if (different.length > MOST_FIELDS) return [`${name}: ${shown(fresh.description)}`];
  return different.map((field) => `${name} ${lineField(field).toLowerCase()}: ${shown(old[field])} → ${shown(fresh[field])}`);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isSimple(value: unknown): boolean {
  return value === undefined || value === null || typeof value !== "object";
}

function shown(value: unknown): string {
  const text = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value).trim() : "";
  if (text === "") return "–";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
