import { beforeEach, expect, test, vi } from "vitest";
import { handleKey, switchLetters } from "./keys.ts";

beforeEach(() => {
  localStorage.clear();
  document.body.innerHTML = "";
});

function press(key: string, target: Element = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  Object.defineProperty(event, "target", { value: target });
  handleKey(event);
  return event;
}

function control(html: string) {
  document.body.innerHTML = html;
  const node = document.body.firstElementChild as HTMLElement; // the one just made
  const clicked = vi.fn<() => void>();
  node.addEventListener("click", clicked);
  return { node, clicked };
}

test("a letter presses the control that names it", () => {
  const { clicked } = control('<button data-key="n">New invoice</button>');
  expect(press("n").defaultPrevented).toBe(true);
  expect(clicked).toHaveBeenCalledOnce();
});

test("a letter in a field is text", () => {
  const { clicked } = control('<button data-key="n">New invoice</button>');
  const field = document.body.appendChild(document.createElement("input"));
  press("n", field);
  expect(clicked).not.toHaveBeenCalled();
});

test("letters can be switched off", () => {
  const { clicked } = control('<button data-key="n">New invoice</button>');
  switchLetters(false);
  press("n");
  expect(clicked).not.toHaveBeenCalled();
  switchLetters(true);
  press("n");
  expect(clicked).toHaveBeenCalledOnce();
});

test("G then I goes to invoices; I alone does not", () => {
  const { clicked } = control('<button data-go="I">Invoices</button>');
  press("i");
  expect(clicked).not.toHaveBeenCalled();
  press("g");
  press("i");
  expect(clicked).toHaveBeenCalledOnce();
});

test("J and K move between rows, and X selects the row that has the focus", () => {
  document.body.innerHTML = `<table><tbody>${["a", "b"].map((id) => `<tr><td><input class="box row-check" type="checkbox" aria-label="${id}"></td><td><a class="row-link" href="#${id}">${id}</a></td></tr>`).join("")}</tbody></table>`;
  press("j");
  expect(document.activeElement?.textContent).toBe("a");
  press("j");
  expect(document.activeElement?.textContent).toBe("b");
  press("x");
  expect([...document.querySelectorAll<HTMLInputElement>(".row-check")].map((box) => box.checked)).toEqual([false, true]);
  press("k");
  press("x", document.body, { shiftKey: true });
  expect([...document.querySelectorAll<HTMLInputElement>(".row-check")].map((box) => box.checked)).toEqual([true, true]);
});

test("a slash goes to the page's search field", () => {
  document.body.innerHTML = '<input data-search-field aria-label="Search">';
  expect(press("/").defaultPrevented).toBe(true);
  expect(document.activeElement).toBe(document.querySelector("input"));
});
