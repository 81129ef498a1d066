import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { arrive, isInUse, markStale, replace } from "./regions.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

beforeEach(() => {
  document.body.innerHTML = '<section id="list"><p id="a">open</p><p id="b">open</p></section>';
});

function region(html: string): HTMLElement {
  const next = document.createElement("section");
  next.id = "list";
  next.innerHTML = html;
  return next;
}

function shown(): HTMLElement {
  const found = document.getElementById("list");
  if (!found) throw new Error("the region is gone");
  return found;
}

test("what changed glows; what stayed, and what is new, does not", () => {
  replace(shown(), region('<p id="c">new</p><p id="a">paid</p><p id="b">open</p>'));
  expect([...shown().children].map((row) => [row.id, row.classList.contains("flash")])).toEqual([["c", false], ["a", true], ["b", false]]);
});

test("the same answer leaves the page alone", () => {
  const before = shown();
  replace(before, region('<p id="a">open</p><p id="b">open</p>'));
  expect(shown()).toBe(before);
});

test("focus stays on the same control", () => {
  shown().innerHTML = '<button id="a">Remind</button>';
  document.getElementById("a")?.focus();
  replace(shown(), region('<button id="a">Remind again</button>'));
  expect(document.activeElement?.textContent).toBe("Remind again");
});

test("a region with a selected row waits", () => {
  expect(isInUse(shown())).toBe(false);
  shown().innerHTML = '<input class="row-check" type="checkbox" checked>';
  expect(isInUse(shown())).toBe(true);
});

test("news that come while a region is being fetched have it fetched once more", async () => {
  vi.useFakeTimers();
  document.body.innerHTML = '<p id="state" data-live>open</p>';
  const answers: ((words: string) => void)[] = [];
  const asked = () => new Promise<Response>((answer) => answers.push((words) => answer(new Response(`<p id="state" data-live>${words}</p>`))));
  vi.stubGlobal("fetch", asked);
  markStale();
  await vi.advanceTimersByTimeAsync(300);
  markStale(); // the first answer was written before this
  await vi.advanceTimersByTimeAsync(300);
  expect(answers).toHaveLength(1);
  answers[0]?.("on its way");
  await vi.advanceTimersByTimeAsync(300);
  answers[1]?.("paid");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(document.body.textContent).toBe("paid");
  expect(answers).toHaveLength(2);
});

test("new rows wait until they are asked for, while present ones change in place", () => {
  document.body.innerHTML = '<ul id="list" data-live-rows="payment"><li id="a">open</li></ul>';
  const next = document.createElement("ul");
  next.id = "list";
  next.innerHTML = '<li id="b">new</li><li id="a">paid</li>';
  arrive(shown(), next);
  expect([...shown().children].map((row) => row.textContent)).toEqual(["paid"]);
  const note = document.getElementById("list-more");
  expect(note?.textContent).toBe("1 new payment. Show them");
  note?.querySelector("button")?.click();
  expect([...shown().children].map((row) => row.textContent)).toEqual(["new", "paid"]);
  expect(document.getElementById("list-more")).toBeNull();
});
