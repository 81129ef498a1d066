import { expect, test } from "vitest";
import { blankLine, type Draft, type Line } from "./draft.ts";
import { historyOf, reduce, type Action, type History } from "./reducer.ts";

const named = (description: string): Line => ({ ...blankLine("19 S"), key: description, description });

function aDraft(...lines: string[]): Draft {
  return {
    client: null,
    currency: "EUR",
    language: "de",
    payment_days: 14,
    lines: lines.map(named),
    prices_include_tax: false,
    discount_percent: "",
    discount_minor: 0,
    charge_minor: 0,
    issued_on: "",
    due_on: "",
    service_from: "",
    service_to: "",
    reference: "",
    intro: "",
    notes: "",
    terms: "",
    metadata: {},
  };
}

const move = (key: string, place: number, stroke = ""): Action => ({ type: "move-line", key, place, stroke });
const type = (reference: string, at: number): Action => ({ type: "edit", changes: { reference }, at });
const after = (start: Draft, ...actions: Action[]): History => actions.reduce(reduce, historyOf(start));
const words = ({ present }: History): string[] => present.lines.map((line) => line.description);

test("a line moves to its place, and not beyond the ends", () => {
  expect(words(after(aDraft("a", "b", "c"), move("a", 1)))).toEqual(["b", "a", "c"]);
  expect(words(after(aDraft("a", "b", "c"), move("c", 0)))).toEqual(["c", "a", "b"]);
  expect(words(after(aDraft("a", "b", "c"), move("a", 9), move("b", -3)))).toEqual(["b", "c", "a"]);
});

test("a removed line comes back to its place, once", () => {
  const start = aDraft("a", "b", "c");
  const back: Action = { type: "add-line", line: named("b"), place: 1 };
  expect(words(after(start, { type: "remove-line", key: "b" }, back, back))).toEqual(["a", "b", "c"]);
});

test("what is typed into one field without a pause is one step", () => {
  const typed = after(aDraft(), type("a", 0), type("ab", 300), type("abc", 600));
  expect(reduce(typed, { type: "undo" }).present.reference).toBe("");
  const paused = after(aDraft(), type("a", 0), type("ab", 9000));
  expect(reduce(paused, { type: "undo" }).present.reference).toBe("a");
});

test("another field is another step", () => {
  const typed = after(aDraft(), { type: "edit", changes: { reference: "a" }, at: 0 }, { type: "edit", changes: { notes: "b" }, at: 1 });
  const { reference, notes } = reduce(typed, { type: "undo" }).present;
  expect([reference, notes]).toEqual(["a", ""]);
});

test("the moves of one drag are one step", () => {
  expect(words(after(aDraft("a", "b", "c"), move("a", 1, "drag 1"), move("a", 2, "drag 1"), { type: "undo" }))).toEqual(["a", "b", "c"]);
});

test("undo and redo walk the same steps in both directions", () => {
  const all = after(aDraft("a"), { type: "edit-line", key: "a", changes: { unit: "h" } }, { type: "remove-line", key: "a" });
  const undone = reduce(reduce(all, { type: "undo" }), { type: "undo" });
  expect([words(undone), undone.present.lines[0]?.unit, undone.future.length]).toEqual([["a"], "", 2]);
  const redone = reduce(reduce(undone, { type: "redo" }), { type: "redo" });
  expect([words(redone), redone.future.length]).toEqual([[], 0]);
  expect(reduce(redone, { type: "redo" }).present).toBe(redone.present);
});

test("a new change forgets what was undone", () => {
  const undone = after(aDraft("a"), { type: "remove-line", key: "a" }, { type: "undo" });
  expect(reduce(undone, { type: "edit", changes: { notes: "x" } }).future).toEqual([]);
});

test("spelling a number anew is nothing to undo", () => {
  const tidied = after(aDraft("a"), { type: "tidy-line", key: "a", changes: { unit_price: "1,450.00" } });
  expect([tidied.past.length, tidied.present.lines[0]?.unit_price]).toEqual([0, "1,450.00"]);
});
