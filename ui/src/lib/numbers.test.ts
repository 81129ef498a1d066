import { expect, test } from "vitest";
import { spelled, tidied } from "./numbers.ts";

const british = { point: ".", comma: ",", is_sure: true, higher: 3 };
const german = { point: ",", comma: ".", is_sure: false, higher: 3 };

test.each([
  ["1450", 0, "1,450", "1450"],
  ["1450", 2, "1,450.00", "1.450,00"],
  ["1234567.5", 2, "1,234,567.50", "1.234.567,50"],
  ["1.125", 0, "1.125", "1,1250"],
  ["12", 3, "12.000", "12,0000"],
  ["0.155", 2, "0.155", "0,155"],
  ["38.500", 0, "38.5", "38,5"],
  ["-2", 0, "−2", "−2"],
])("%s with %i decimals stands in a field as the tenant writes it", (number, atLeast, inBritain, inGermany) => {
  expect([spelled(number, british, atLeast), spelled(number, german, atLeast)]).toEqual([inBritain, inGermany]);
});

test.each([
  ["1450", "1,450.00", "1.450,00"],
  ["1450,5", "1,450.50", "1.450,50"],
  [" 1,5 ", "1.50", "1,50"],
  ["-0.5", "−0.50", "−0,50"],
  ["0,125", "0.125", "0,125"],
])("%j is spelled neatly once it is typed", (typed, inBritain, inGermany) => {
  expect([tidied(typed, british, 2), tidied(typed, german, 2)]).toEqual([inBritain, inGermany]);
});

test("what is spelled neatly already gets the decimals of another currency", () => {
  expect([tidied("1,450.00", british, 3), tidied("1.450,00", german, 3), tidied("1,450", british, 2)]).toEqual(["1,450.000", "1.450,000", "1,450.00"]);
});

test.each(["1450,", "1 450", "1,23,4", "abc", "1e3", "", "007", "--5"])("%j stays as it was typed: the server reads it", (typed) => {
  expect([tidied(typed, british, 2), tidied(typed, german, 2)]).toEqual([typed, typed]);
});

test("India groups by two above the last three", () => {
  const indian = { ...british, higher: 2 };
  expect([spelled("12345678.5", indian, 2), spelled("1450", indian), tidied("1234567", indian), tidied("12,34,567.00", indian, 3)]).toEqual(["1,23,45,678.50", "1,450", "12,34,567", "12,34,567.000"]);
});
