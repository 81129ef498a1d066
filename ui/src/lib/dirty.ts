/** Forms with data-watch: a bar appears while something is unsaved, and leaving asks first. Files on their pages are looked at, too. */

import { startFiles } from "./files.ts";

const UNWATCHED = new Set(["csrf", "version"]);

export function startDirty(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-watch]")) watch(form);
  startFiles();
}

function watch(form: HTMLFormElement): void {
  const saved = fields(form);
  let isSent = false;
  const look = (): void => show(form, changes(saved, fields(form)));
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  form.addEventListener("submit", () => (isSent = true));
  form.querySelector("[data-discard]")?.addEventListener("click", () => (isSent = true));
  window.addEventListener("beforeunload", (event) => {
    if (form.dataset["dirty"] !== undefined && !isSent) event.preventDefault();
  });
  window.addEventListener("pageshow", look); // browsers put back what was typed
  look();
}

/** Return how many fields differ from what was saved. */
export function changes(saved: ReadonlyMap<string, string>, present: ReadonlyMap<string, string>): number {
  const names = new Set([...saved.keys(), ...present.keys()]);
  return [...names].filter((name) => saved.get(name) !== present.get(name)).length;
}

function fields(form: HTMLFormElement): Map<string, string> {
  const entries = [...new FormData(form)].filter(([name]) => !UNWATCHED.has(name));
  return new Map(entries.map(([name, value]) => [name, typeof value === "string" ? value.replaceAll("\r\n", "\n") : value.name]));
}

function show(form: HTMLFormElement, count: number): void {
  const isRefused = form.dataset["unsaved"] !== undefined; // the server sent it back: even as it stands it is not saved
  form.toggleAttribute("data-dirty", count > 0 || isRefused);
  const bar = form.querySelector<HTMLElement>("[data-savebar]");
  bar?.toggleAttribute("data-idle", count === 0 && !isRefused);
  const words = bar?.querySelector("[data-savebar-count]");
  if (words && count > 0) words.textContent = count === 1 ? "1 unsaved change" : `${count} unsaved changes`;
}
