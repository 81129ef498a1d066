import { expect, test } from "vitest";
import { isRefused } from "./files.ts";

function field(bytes: number): HTMLInputElement {
  document.body.innerHTML = `<form><div class="field"><input type="file" data-most-bytes="3" data-too-large="Too large."><p class="error">Before</p></div></form>`;
  const input = document.querySelector<HTMLInputElement>("form input") ?? document.createElement("input");
  Object.defineProperty(input, "files", { value: [new File(["x".repeat(bytes)], "a.png")] });
  return input;
}

test("a file that is too large is told of at its field, in place of what was told before", () => {
  const input = field(4);
  expect(isRefused(input)).toBe(true);
  expect([...document.querySelectorAll(".error")].map((each) => each.textContent)).toEqual(["Too large."]);
  expect(input.getAttribute("aria-invalid")).toBe("true");
});

test("a file that fits is sent", () => {
  expect(isRefused(field(3))).toBe(false);
  expect(document.querySelector(".error")).toBe(null);
});
