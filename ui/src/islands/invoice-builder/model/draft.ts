/** A draft as it is typed, and how it comes from the server and goes back. */

import type { ChosenClient, CurrencyOption, Notation, TaxOption, TypedDraft, TypedLine } from "../../../api/builder.ts";
import { spelled, tidied } from "../../../lib/numbers.ts";

/** Numbers are texts as they were typed; `tax` is a rate and its category, "19 S". */
export interface Line extends Omit<TypedLine, "tax_rate" | "tax_category"> {
  /** React's name of the line, never sent. */
  key: string;
  tax: string;
}

/** Dates are ISO 8601, or empty. */
export interface Draft extends Omit<TypedDraft, "client_id" | "lines" | Dates> {
  client: ChosenClient | null;
  lines: readonly Line[];
  issued_on: string;
  due_on: string;
  service_from: string;
  service_to: string;
}

type Dates = (typeof DATES)[number];
type Numbers = "quantity" | "unit_price" | "discount_percent";

const DATES = ["issued_on", "due_on", "service_from", "service_to"] as const;

/** What is sent: a number that was not typed yet is left out. */
export type LineBody = Omit<TypedLine, Numbers> & Partial<Pick<TypedLine, Numbers>>;
export type DraftBody = Omit<TypedDraft, "lines" | "discount_percent"> & { discount_percent?: string; lines: readonly LineBody[] };

/** How numbers are typed and shown. */
export interface Spelling {
  notation: Notation;
  currencies: readonly CurrencyOption[];
}

let count = 0;

export function newKey(): string {
  count += 1;
  return `line-${count}`;
}

export function taxOf({ rate, category }: Pick<TaxOption, "rate" | "category">): string {
  return `${rate} ${category}`;
}

export function blankLine(tax: string): Line {
  return { key: newKey(), description: "", note: "", quantity: "1", unit: "", unit_price: "", tax, discount_percent: "", discount_minor: 0, charge_minor: 0, item_id: null, metadata: {} };
}

/** True where nobody has written anything into the line; the server's `Line.is_blank` says the same. */
export function isBlank(line: Line): boolean {
  return [line.description, line.note, line.unit_price].every((text) => text.trim() === "") && line.item_id === null && Object.keys(line.metadata).length === 0;
}

/** Return the draft as it will be issued, without blank lines. */
export function written(draft: Draft): Draft {
  const lines = draft.lines.filter((line) => !isBlank(line));
  return lines.length === draft.lines.length ? draft : { ...draft, lines };
}

export function decimalsOf(currency: string, { currencies }: Spelling): number {
  return currencies.find((each) => each.value === currency)?.decimals ?? 2;
}

/** Return a draft of the server as it stands in the fields. */
export function draftFrom(typed: TypedDraft, client: ChosenClient | null, spelling: Spelling): Draft {
  const { client_id: _id, lines, issued_on, due_on, service_from, service_to, discount_percent, ...same } = typed;
  const decimals = decimalsOf(typed.currency, spelling);
  return {
    ...same,
    client,
    lines: lines.map((line) => lineFrom(line, decimals, spelling.notation)),
    discount_percent: percentShown(discount_percent, spelling.notation),
    issued_on: issued_on ?? "",
    due_on: due_on ?? "",
    service_from: service_from ?? "",
    service_to: service_to ?? "",
  };
}

/** Return the draft in another currency: the same numbers, spelled with its decimals. */
export function inCurrency(draft: Draft, currency: string, spelling: Spelling): Draft {
  const decimals = decimalsOf(currency, spelling);
  return { ...draft, currency, lines: draft.lines.map((line) => ({ ...line, unit_price: tidied(line.unit_price, spelling.notation, decimals) })) };
}

function lineFrom({ tax_rate, tax_category, ...line }: TypedLine, decimals: number, notation: Notation): Line {
  const isUntyped = line.unit_price === "0" && line.description === "";
  return {
    ...line,
    key: newKey(),
    tax: `${tax_rate} ${tax_category ?? (tax_rate === "0" ? "Z" : "S")}`,
    quantity: spelled(line.quantity, notation),
    unit_price: isUntyped ? "" : spelled(line.unit_price, notation, decimals),
    discount_percent: percentShown(line.discount_percent, notation),
  };
}

function percentShown(percent: string, notation: Notation): string {
  return percent === "0" ? "" : spelled(percent, notation);
}

/** Return what is sent to the server, for saving and for the preview alike. */
export function bodyOf({ client, lines, discount_percent, issued_on, due_on, service_from, service_to, ...same }: Draft): DraftBody {
  return {
    ...same,
    client_id: client?.id ?? null,
    lines: lines.map(lineBody),
    ...numbers({ discount_percent }),
    issued_on: issued_on || null,
    due_on: due_on || null,
    service_from: service_from || null,
    service_to: service_to || null,
  };
}

function lineBody(line: Line): LineBody {
  const { key: _key, tax, quantity, unit_price, discount_percent, ...same } = line;
  const [tax_rate = "0", tax_category = "Z"] = tax.split(" ");
  return {
    ...same,
    ...numbers({ quantity, unit_price, discount_percent }),
    tax_rate,
    tax_category: tax_category as LineBody["tax_category"], // written by the server, see TaxOption
  };
}

function numbers<Name extends Numbers>(typed: Record<Name, string>): Partial<Record<Name, string>> {
  return Object.fromEntries(Object.entries<string>(typed).filter(([, text]) => text.trim() !== "")) as Partial<Record<Name, string>>; // the names are those of `typed`
}
