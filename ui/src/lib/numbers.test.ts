import { expect, test } from "vitest";
import { canonical, spelled, tidied } from "./numbers.ts";

test.each([
  ["1.5", "1.5"],
  ["1,5", "1.5"],
  [" 12 ", "12"],
  ["1,450.00", "1450.00"],
  ["1.450,00", "1450.00"],
  ["1.450.000", "1450000"],
  ["1 450,5", "1450.5"],
  ["1’450.50", "1450.50"],
  ["1\u00A0450", "1450"],
  ["−2", "-2"],
  ["-0,5", "-0.5"],
  [".5", "0.5"],
  ["5.", "5"],
  ["0,125", "0.125"],
])("%j is the number %s", (typed, read) => {
  expect(canonical(typed, "en")).toBe(read);
});

test("what can be read in two ways is read as the language writes it", () => {
  expect([canonical("1,450", "en"), canonical("1.450", "en")]).toEqual(["1450", "1.450"]);
  expect([canonical("1,450", "de"), canonical("1.450", "de")]).toEqual(["1.450", "1450"]);
});

test.each(["1e3", "NaN", "abc", "1,2,3", "1.23,45,6", "12,34.5", "--5", "0x1", "1,450,00", "$5", "", ".", "-"])("%j is no number, and stays as it was typed", (typed) => {
  expect(canonical(typed, "en")).toBe(typed);
});

test("a number is spelled as the language writes it, with the decimals of its currency", () => {
  expect(spelled("1450", "en", 2)).toBe("1,450.00");
  expect(spelled("1234567.5", "de", 2)).toBe("1.234.567,50");
  expect(spelled("0.155", "en", 2)).toBe("0.155");
  expect(spelled("38.500", "en")).toBe("38.5");
  expect(spelled("-2", "en")).toBe("−2");
  expect(spelled("1450", "en", 0)).toBe("1,450");
  expect(spelled("1.450", "de")).toBe("1,45");
});

test.each(["en", "de", "fr"])("tidying keeps the number (%s)", (language) => {
  for (const number of ["1450.00", "0.155", "-2.00", "1234567.891"]) expect(canonical(tidied(spelled(number, language, 2), language, 2), language)).toBe(number);
});

test("what is no number is not tidied", () => {
  expect(tidied("abc", "en", 2)).toBe("abc");
});
