import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toast } from "./toasts.ts";

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<section id="toasts"></section>';
});
afterEach(() => vi.useRealTimers());

const count = (): number => document.querySelectorAll(".toast").length;

test("a message goes after six seconds, one with an action after ten", () => {
  toast({ text: "Saved" });
  toast({ text: "Archived", action: { label: "Undo", run: () => {} } });
  vi.advanceTimersByTime(6000);
  expect(count()).toBe(1);
  vi.advanceTimersByTime(4000);
  expect(count()).toBe(0);
});

test("an error stays until it is dismissed", () => {
  const node = toast({ text: "That did not work", tone: "danger" });
  vi.advanceTimersByTime(60_000);
  expect(count()).toBe(1);
  node.querySelector<HTMLElement>("[aria-label=Dismiss]")?.click();
  expect(count()).toBe(0);
});

test("undo is done once, and takes the message away", () => {
  const undone = vi.fn<() => void>();
  const node = toast({ text: "Archived", action: { label: "Undo", run: undone } });
  node.querySelector("button")?.click();
  expect(undone).toHaveBeenCalledOnce();
  expect(count()).toBe(0);
});

test("the clock stands still while one looks at it", () => {
  const node = toast({ text: "Saved" });
  node.dispatchEvent(new Event("pointerenter"));
  vi.advanceTimersByTime(60_000);
  expect(count()).toBe(1);
  node.dispatchEvent(new Event("pointerleave"));
  vi.advanceTimersByTime(6000);
  expect(count()).toBe(0);
});

test("there are at most three, the oldest goes first", () => {
  for (const text of ["one", "two", "three", "four"]) toast({ text });
  expect(count()).toBe(3);
  expect(document.body.textContent).not.toContain("one");
});
