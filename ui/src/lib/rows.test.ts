import { expect, test } from "vitest";
import { removeRow } from "./rows.ts";

test("a row goes, and the focus moves to the way to add one", () => {
  document.body.innerHTML = `<div>
    <fieldset data-row><button id="first" data-remove="[data-row]"></button></fieldset>
    <fieldset data-row><button id="second" data-remove="[data-row]"></button></fieldset>
    <p><button id="add" data-after-remove></button></p>
  </div>`;
  removeRow(document.querySelector<HTMLElement>("#first") ?? document.body);
  expect(document.querySelectorAll("[data-row]")).toHaveLength(1);
  expect(document.querySelector("#second")).not.toBeNull();
  expect(document.activeElement?.id).toBe("add");
});
