import { expect, test } from "vitest";
import type { TypedDraft } from "../../../api/builder.ts";
import { blankLine, bodyOf, draftFrom, inCurrency, isBlank } from "./draft.ts";

const SPELLING = { notation: { point: ".", comma: ",", is_sure: true, higher: 3 }, currencies: [{ value: "EUR", label: "EUR, Euro", name: "Euro", decimals: 2 }] };
const STORED: TypedDraft = {
  currency: "EUR",
  language: "de",
  payment_days: 14,
  client_id: null,
  lines: [{ description: "Design", note: "", quantity: "1.5", unit: "h", unit_price: "1450", tax_rate: "19", tax_category: "S", discount_percent: "0", discount_minor: 0, charge_minor: 0, item_id: null, metadata: { project: "X" } }],
  prices_include_tax: false,
  discount_percent: "2.5",
  discount_minor: 0,
  charge_minor: 0,
  issued_on: null,
  due_on: "2026-12-02",
  service_from: null,
  service_to: null,
  reference: "",
  intro: "",
  notes: "",
  terms: "",
  metadata: {},
};

test("numbers stand in the fields as the reader writes them, with the decimals of the currency", () => {
  const draft = draftFrom(STORED, null, SPELLING);
  expect([draft.lines[0]?.unit_price, draft.lines[0]?.quantity, draft.lines[0]?.discount_percent, draft.discount_percent]).toEqual(["1,450.00", "1.5", "", "2.5"]);
});

test("what was loaded is sent as it stands in the fields", () => {
  const body = bodyOf(draftFrom(STORED, null, SPELLING));
  const { lines, discount_percent, ...same } = body;
  const { discount_percent: _none, ...line } = STORED.lines[0] ?? {};
  expect(lines).toEqual([{ ...line, unit_price: "1,450.00" }]);
  expect(discount_percent).toBe("2.5");
  expect(same).toEqual({ ...STORED, lines: undefined, discount_percent: undefined });
});

test("a number that was not typed yet is left out, one that is none is sent as it is", () => {
  const draft = { ...draftFrom(STORED, null, SPELLING), lines: [{ ...blankLine("7 S"), quantity: "", unit_price: "abc" }] };
  const [line] = bodyOf(draft).lines;
  expect([line && "quantity" in line, line?.unit_price, line?.tax_rate, line?.tax_category]).toEqual([false, "abc", "7", "S"]);
});

test("another currency changes no number, but how many decimals are shown", () => {
  const [line] = inCurrency(draftFrom(STORED, null, SPELLING), "KWD", { ...SPELLING, currencies: [{ value: "KWD", label: "KWD", name: "Kuwaiti Dinar", decimals: 3 }] }).lines;
  expect(line?.unit_price).toBe("1,450.000");
});

test("a line is blank as long as nobody wrote into it", () => {
  expect([isBlank(blankLine("19 S")), isBlank({ ...blankLine("19 S"), unit_price: "0" })]).toEqual([true, false]);
});
