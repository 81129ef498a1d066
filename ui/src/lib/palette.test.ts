import { expect, test } from "vitest";
import { matching } from "./palette.ts";

const PLACES = [
  { label: "Invoices", picture: "invoice", run: () => {} },
  { label: "Clients", picture: "users", run: () => {} },
];

test("nothing typed shows every place", () => {
  expect(matching(PLACES, " ").map((command) => command.label)).toEqual(["Invoices", "Clients"]);
});

test("what the server found stands between places and lists", () => {
  const found = [{ label: "2026-0001", picture: "invoice", note: "Museum", run: () => {} }];
  expect(matching(PLACES, "inv", found).map((command) => command.label).slice(0, 3)).toEqual(["Invoices", "2026-0001", "Search invoices for “inv”"]);
});

test("typed words find places first, then offer to search the lists", () => {
  expect(matching(PLACES, "inv").map((command) => command.label)).toEqual(["Invoices", "Search invoices for “inv”", "Search clients for “inv”", "Search items for “inv”"]);
});
