import { expect, test } from "vitest";
import { daysAfter, shortDay } from "./dates.ts";

test("days are counted across months, years and the change of clocks", () => {
  expect(daysAfter("2026-11-18", 14)).toBe("2026-12-02");
  expect(daysAfter("2026-12-31", 1)).toBe("2027-01-01");
  expect(daysAfter("2026-03-28", 2)).toBe("2026-03-30");
});

test("what is no day stays nothing", () => {
  expect([daysAfter("", 3), daysAfter("2026-13-01", 3), shortDay("soon", "2026-11-18", "en")]).toEqual(["", "", ""]);
});

test("a day of this year is said without it", () => {
  expect([shortDay("2026-12-02", "2026-11-18", "en"), shortDay("2027-01-03", "2026-11-18", "en")]).toEqual(["2 Dec", "3 Jan 2027"]);
});
