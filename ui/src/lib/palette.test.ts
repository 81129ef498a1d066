import { expect, test } from "vitest";
import { matching } from "./palette.ts";

const PLACES = [
  { label: "Invoices", picture: "invoice", run: () => {} },
  { label: "Clients", picture: "users", run: () => {} },
];

test("nothing typed shows every place", () => {
  expect(matching(PLACES, " ").map((command) => command.label)).toEqual(["Invoices", "Clients"]);
});

test("typed words find places first, then offer to search the lists", () => {
  expect(matching(PLACES, "inv").map((command) => command.label)).toEqual(["Invoices", "Search invoices for “inv”", "Search clients for “inv”", "Search items for “inv”"]);
});
