import { beforeEach, expect, test } from "vitest";
import { clearSelection, handleClick, rowChecks } from "./selection.ts";

const boxes = (): boolean[] => rowChecks().map((box) => box.checked);

beforeEach(() => {
  document.body.innerHTML = `<input type="checkbox" data-check-all>${[1, 2, 3, 4].map(() => '<input type="checkbox" class="row-check">').join("")}<div data-bulkbar hidden><span data-bulk-count>0</span><button data-bulk-clear></button></div>`;
});

function click(at: number, range = false): void {
  const box = rowChecks()[at];
  if (!box) throw new Error("no such row");
  box.checked = !box.checked;
  handleClick(box, range);
}

function bar(): HTMLElement {
  const found = document.querySelector<HTMLElement>("[data-bulkbar]");
  if (!found) throw new Error("no bar");
  return found;
}

test("a ticked row shows the bar with its count", () => {
  click(1);
  expect([bar().hidden, bar().textContent]).toEqual([false, "1"]);
});

test("shift selects everything between two rows", () => {
  click(0);
  click(2, true);
  expect(boxes()).toEqual([true, true, true, false]);
});

test("the tick above selects all, and is mixed while some are selected", () => {
  const all = document.querySelector<HTMLInputElement>("[data-check-all]");
  if (!all) throw new Error("no tick");
  click(0);
  expect(all.indeterminate).toBe(true);
  all.checked = true;
  handleClick(all, false);
  expect(boxes()).toEqual([true, true, true, true]);
  expect(all.indeterminate).toBe(false);
});

test("clearing hides the bar, and says whether there was anything to clear", () => {
  click(3);
  expect(clearSelection()).toBe(true);
  expect(bar().hidden).toBe(true);
  expect(clearSelection()).toBe(false);
});
