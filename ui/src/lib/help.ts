/** All keys (?): those that work everywhere, and those of the page that is open. */

import { lettersAreOff, switchLetters } from "./keys.ts";
import { isMac } from "./platform.ts";

const EVERYWHERE: readonly (readonly [string, string])[] = [
  ["mod K", "Search and commands"],
  ["?", "All keys"],
  ["N", "New invoice"],
  ["Esc", "Close the topmost"],
];
const LIST: readonly (readonly [string, string])[] = [
  ["/", "Search"],
  ["J", "Next row"],
  ["K", "Previous row"],
  ["X", "Select the row"],
  ["⇧ X", "Select up to here"],
  ["↵", "Open the row"],
];

export function openHelp(): void {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.innerHTML = `<div class="dialog-head"><h2 id="keys-title">All keys</h2></div><div class="dialog-body"></div><div class="dialog-foot"><label class="check me-auto"><input class="switch" type="checkbox" role="switch"><span>Single letters</span></label><button class="btn btn-primary" type="button" autofocus>Close</button></div>`;
  const body = dialog.querySelector(".dialog-body");
  const going = [...document.querySelectorAll<HTMLElement>(".sidebar [data-go]")].map((node) => [`G ${node.dataset["go"] ?? ""}`, node.title] as const);
  body?.append(group("Everywhere", [...EVERYWHERE, ...going]));
  if (document.querySelector(".row-link")) body?.append(group("In a list", LIST));
  const own = [...document.querySelectorAll<HTMLElement>("[data-key]:not([data-key=n])")].map((node) => [(node.dataset["key"] ?? "").toUpperCase(), node.textContent.trim()] as const);
  if (own.length > 0) body?.append(group("On this page", own));
  const letters = dialog.querySelector<HTMLInputElement>(".switch");
  if (letters) letters.checked = !lettersAreOff();
  letters?.addEventListener("change", () => switchLetters(letters.checked));
  dialog.querySelector("button")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function group(title: string, keys: readonly (readonly [string, string])[]): HTMLElement {
  const section = document.createElement("section");
  section.className = "keys";
  const heading = document.createElement("h3");
  heading.textContent = title;
  const list = document.createElement("dl");
  for (const [combination, meaning] of keys) {
    const term = document.createElement("dt");
    for (const key of combination.split(" ")) term.append(keycap(key));
    const words = document.createElement("dd");
    words.textContent = meaning;
    list.append(term, words);
  }
  section.append(heading, list);
  return section;
}

function keycap(key: string): HTMLElement {
  const node = document.createElement("kbd");
  node.className = "kbd";
  node.textContent = key === "mod" ? (isMac() ? "⌘" : "Ctrl") : key;
  return node;
}
