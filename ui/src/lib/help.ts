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

const BUILDER: readonly (readonly [string, string])[] = [
  ["↵", "Next field; behind the last one a new line"],
  ["⇧ ↵", "Note under a line"],
  ["alt ↵", "New line below"],
  ["mod ↵", "Issue and send"],
  ["alt ↑", "Move the line up"],
  ["alt ↓", "Move the line down"],
  ["mod D", "Duplicate the line"],
  ["mod ⌫", "Remove the line"],
  ["/", "Choose an item, in an empty description"],
  ["mod Z", "Undo"],
  ["mod ⇧ Z", "Redo"],
];

const PLACES = [
  [".row-link", "In a list", LIST],
  [".builder", "In the builder", BUILDER],
] as const;

export function openHelp(): void {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.innerHTML = `<div class="dialog-head"><h2 id="keys-title">All keys</h2></div><div class="dialog-body"></div><div class="dialog-foot"><label class="check me-auto"><input class="switch" type="checkbox" role="switch"><span>Single letters</span></label><button class="btn btn-primary" type="button" autofocus>Close</button></div>`;
  const body = dialog.querySelector(".dialog-body");
  const going = [...document.querySelectorAll<HTMLElement>(".sidebar [data-go]")].map((node) => [`G ${node.dataset["go"] ?? ""}`, node.title] as const);
  body?.append(group("Everywhere", [...EVERYWHERE, ...going]));
  for (const [place, title, keys] of PLACES) if (document.querySelector(place)) body?.append(group(title, keys));
  const own = [...document.querySelectorAll<HTMLElement>("[data-key]:not([data-key=n])")].map((node) => [(node.dataset["key"] ?? "").toUpperCase(), node.textContent.trim() || (node.ariaLabel ?? "")] as const);
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

const KEYCAPS: Readonly<Record<string, readonly [mac: string, other: string]>> = { mod: ["⌘", "Ctrl"], alt: ["⌥", "Alt"] };

function keycap(key: string): HTMLElement {
  const node = document.createElement("kbd");
  node.className = "kbd";
  const [mac, other] = KEYCAPS[key] ?? [key, key];
  node.textContent = isMac() ? mac : other;
  return node;
}
