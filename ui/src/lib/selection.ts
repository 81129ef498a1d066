/** Selecting rows of a list: the tick above all, ranges with Shift, and the bar that floats over the list's foot. */

import { announce } from "./announce.ts";

let last: HTMLInputElement | undefined;

/** React to a click on a tick or on the button that clears the selection. */
export function handleClick(target: Element, range: boolean): void {
  if (target.closest("[data-bulk-clear]")) clearSelection();
  else if (target instanceof HTMLInputElement) clicked(target, range);
}

export function rowChecks(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(".row-check")];
}

export function clearSelection(): boolean {
  const any = rowChecks().some((box) => box.checked);
  for (const box of rowChecks()) box.checked = false;
  update();
  return any;
}

export function toggleRow(box: HTMLInputElement, range: boolean): void {
  box.checked = !box.checked;
  clicked(box, range);
}

function clicked(box: HTMLInputElement, range: boolean): void {
  if (box.matches("[data-check-all]")) for (const each of rowChecks()) each.checked = box.checked;
  else if (!box.matches(".row-check")) return;
  else {
    if (range && last) spread(box, last);
    last = box;
  }
  update();
}

function spread(to: HTMLInputElement, from: HTMLInputElement): void {
  const all = rowChecks();
  const [low, high] = [all.indexOf(from), all.indexOf(to)].toSorted((a, b) => a - b);
  for (const each of all.slice(low, (high ?? 0) + 1)) each.checked = to.checked;
}

export function update(): void {
  const all = rowChecks();
  const count = all.filter((box) => box.checked).length;
  const top = document.querySelector<HTMLInputElement>("[data-check-all]");
  if (top) {
    top.checked = count > 0 && count === all.length;
    top.indeterminate = count > 0 && count < all.length;
  }
  const bar = document.querySelector<HTMLElement>("[data-bulkbar]");
  if (!bar) return;
  const shown = bar.querySelector("[data-bulk-count]");
  if (shown?.textContent === String(count)) return;
  if (shown) shown.textContent = String(count);
  bar.hidden = count === 0;
  announce(`${count} selected`);
}
