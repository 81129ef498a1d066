import { expect, test } from "vitest";
import { changesBetween } from "./compare.ts";
import type { DraftBody, LineBody } from "./draft.ts";

const LINE: LineBody = { description: "Design", note: "", quantity: "2", unit: "h", unit_price: "80", tax_rate: "19", tax_category: "S", discount_minor: 0, charge_minor: 0, item_id: null, metadata: {} };

function aBody(given: Partial<DraftBody> = {}): DraftBody {
  return { currency: "EUR", language: "de", payment_days: 14, client_id: null, lines: [LINE], prices_include_tax: false, discount_minor: 0, charge_minor: 0, issued_on: null, due_on: null, service_from: null, service_to: null, reference: "", intro: "", notes: "", terms: "", metadata: {}, ...given };
}

test("the same draft has no changes", () => {
  expect(changesBetween(aBody(), aBody())).toEqual([]);
});

test("a field is named with what it said and what it says", () => {
  expect(changesBetween(aBody({ discount_percent: "2" }), aBody({ discount_percent: "3", notes: "Thank you" }))).toEqual(["Note to client: – → Thank you", "Discount: 2 → 3"]);
});

test("a line is named by its place, and its fields where they are few", () => {
  expect(changesBetween(aBody(), aBody({ lines: [{ ...LINE, quantity: "7" }] }))).toEqual(["Line 1 quantity: 2 → 7"]);
  expect(changesBetween(aBody(), aBody({ lines: [LINE, LINE] }))).toEqual(["Line 2 added: Design"]);
  expect(changesBetween(aBody(), aBody({ lines: [] }))).toEqual(["Line 1 removed: Design"]);
});

test("nobody reads the id of a client", () => {
  expect(changesBetween(aBody(), aBody({ client_id: "0190" }))).toEqual(["Client"]);
});
