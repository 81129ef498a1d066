import { expect, test } from "vitest";
import { changes } from "./dirty.ts";

const saved = new Map([["name", "Studio"], ["city", "Hamburg"]]);

test("nothing differs from itself", () => {
  expect(changes(saved, new Map(saved))).toBe(0);
});

test("each field that differs counts once, and one that went or came too", () => {
  expect(changes(saved, new Map([["name", "Atelier"], ["city", "Hamburg"]]))).toBe(1);
  expect(changes(saved, new Map([["name", "Studio"], ["template", "classic"]]))).toBe(2);
});
