/**
 * Keyboard shortcuts. Markup says what a key does: data-key="n" is pressed by N, data-go="I" by G then I.
 * Single letters work outside fields only and can be switched off (WCAG 2.1.4).
 */

import { LETTERS_OFF as OFF } from "./lazy.ts";
import { clearSelection, toggleRow } from "./selection.ts";

const SEQUENCE_MS = 1200;
let goUntil = 0;

export function lettersAreOff(): boolean {
  return localStorage.getItem(OFF) !== null;
}

export function switchLetters(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

/** React to a key that is pressed without Ctrl, Alt or Meta. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isBusyElsewhere(event.target)) return;
  if (plain(event)) event.preventDefault();
}

function isBusyElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input:not(.box), textarea, select, [contenteditable], dialog, [role=menu]") !== null;
}

function plain(event: KeyboardEvent): boolean {
  if (event.key === "Escape") return clearSelection();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return moveRow(event.key === "ArrowDown" ? 1 : -1);
  return !lettersAreOff() && letter(event);
}

function letter(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  const going = performance.now() < goUntil;
  goUntil = 0;
  if (going) return press(`[data-go="${CSS.escape(key.toUpperCase())}"]`);
  switch (key) {
    case "g":
      goUntil = performance.now() + SEQUENCE_MS;
      return true;
    case "?":
      void openHelp();
      return true;
    case "/":
      return focus("[data-search-field]");
    case "j":
    case "k":
      return moveRow(key === "j" ? 1 : -1) || press(`[data-key="${key}"]`);
    case "x":
      return select(event.shiftKey);
    default:
      return pressKey(key);
  }
}

/** Press what the page names for a key; N writes an invoice from every page. */
function pressKey(key: string): boolean {
  return press(`[data-key="${CSS.escape(key)}"]`) || (key === "n" && follow("[data-new-invoice]"));
}

/** Press the first such control that can be seen; return whether there was one. */
function press(selector: string): boolean {
  const found = [...document.querySelectorAll<HTMLElement>(selector)].find((node) => node.checkVisibility());
  found?.click();
  return found !== undefined;
}

/** Follow a link of the shell, which is there on every page though this width may not show it. */
function follow(selector: string): boolean {
  const link = document.querySelector<HTMLAnchorElement>(selector);
  link?.click();
  return link !== null;
}

function focus(selector: string): boolean {
  const field = document.querySelector<HTMLInputElement>(selector);
  field?.focus();
  field?.select();
  return field !== null;
}

/** Move the focus between the row links of a list. From elsewhere, arrows scroll as ever and J starts at the top. */
function moveRow(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>(".row-link")];
  const row = document.activeElement?.closest("tr, li");
  const at = links.findIndex((link) => row?.contains(link));
  if (links.length === 0 || (at < 0 && document.activeElement !== document.body)) return false;
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

function select(range: boolean): boolean {
  const box = document.activeElement?.closest("tr, li")?.querySelector<HTMLInputElement>(".row-check");
  if (box) toggleRow(box, range);
  return box !== undefined && box !== null;
}

async function openHelp(): Promise<void> {
  (await import("./help.ts")).openHelp();
}
