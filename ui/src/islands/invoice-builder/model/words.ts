/** What the fields of a draft are called, and where an error belongs. */

import type { FieldProblem } from "../../../lib/http.ts";

const FIELDS: Readonly<Record<string, string>> = {
  client_id: "Client",
  currency: "Currency",
  language: "Language",
  prices_include_tax: "Prices include tax",
  discount_percent: "Discount",
  payment_days: "Due",
  issued_on: "Invoice date",
  due_on: "Due",
  service_from: "Service from",
  service_to: "Service to",
  reference: "Their order no.",
  intro: "Opening words",
  notes: "Note to client",
  terms: "Terms",
  metadata: "Metadata",
  lines: "Lines",
  discount_minor: "Discount amount",
  charge_minor: "Charge",
};

const LINE_FIELDS: Readonly<Record<string, string>> = {
  description: "description",
  note: "note",
  quantity: "quantity",
  unit: "unit",
  unit_price: "price",
  discount_percent: "discount",
  tax_rate: "tax rate",
  tax_category: "tax rate",
  metadata: "metadata",
};

/** Messages by the pointer of their field ("/lines/0/unit_price"). */
export type Errors = Readonly<Record<string, string>>;

export const NO_ERRORS: Errors = {};

export function errorsOf(problems: readonly FieldProblem[]): Errors {
  return Object.fromEntries(problems.toReversed().map(({ pointer, message }) => [fieldOf(pointer), message]));
}

/** Return the pointer of the field that shows an error: a tax category has none of its own, metadata has one for all. */
function fieldOf(pointer: string): string {
  return pointer.replace(/\/tax_category$/u, "/tax_rate").replace(/\/metadata\/.*$/u, "/metadata");
}

/** Return what a pointer's field is called: "Line 2 price". */
export function fieldName(pointer: string): string {
  const [, field = "", place = "", part = ""] = pointer.split("/");
  if (field !== "lines" || place === "") return FIELDS[field] ?? "";
  return `Line ${Number(place) + 1} ${LINE_FIELDS[part] ?? part}`.trim();
}

/** Return what a field of a line is called, at the beginning of a sentence. */
export function lineField(name: string): string {
  const words = LINE_FIELDS[name] ?? name;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Return the name of a field of a draft, for telling what somebody changed. */
export function draftField(name: string): string {
  return FIELDS[name] ?? name;
}
