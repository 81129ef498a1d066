/** Search and commands (⌘K): the places of the sidebar, the actions of this page, and lists searched by what was typed. */

import { request } from "./http.ts";
import { icon } from "./icon.ts";

interface Command {
  label: string;
  picture: string;
  note?: string;
  run: () => void;
}

/** What the quick search answers (reporting/web/search.py). */
interface Hits {
  items: readonly { label: string; note: string; href: string; icon: string }[];
}

const PAUSE_MS = 120;
const SHORTEST = 2;

export function openPalette(): void {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog palette";
  dialog.ariaLabel = "Search and commands";
  dialog.innerHTML = `<div class="palette-head"></div><ul class="palette-list" role="listbox" id="palette-list" aria-label="Results"></ul>`;
  const input = document.createElement("input");
  Object.assign(input, { type: "text", placeholder: "Search or jump to", autocomplete: "off", role: "combobox", ariaLabel: "Search or jump to", ariaExpanded: "true", ariaAutoComplete: "list" });
  input.setAttribute("aria-controls", "palette-list");
  dialog.firstElementChild?.append(icon("search"), input);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  const list = dialog.querySelector("ul");
  if (list) behave(dialog, input, list);
  dialog.showModal();
}

function behave(dialog: HTMLDialogElement, input: HTMLInputElement, list: HTMLUListElement): void {
  const all = commands();
  const seeker = startSeeking((hits) => {
    found = hits;
    draw();
  });
  let found: Command[] = [];
  let shown: Command[] = [];
  let at = 0;
  const choose = (command: Command | undefined): void => {
    dialog.close();
    command?.run();
  };
  const draw = (): void => {
    shown = matching(all, input.value, found);
    at = Math.min(at, Math.max(shown.length - 1, 0));
    list.replaceChildren(...shown.map((command, index) => option(command, index, index === at, () => choose(command))));
    input.setAttribute("aria-activedescendant", shown.length > 0 ? `palette-${at}` : "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("input", () => {
    at = 0;
    if (input.value.trim().length < SHORTEST) found = [];
    seeker(input.value.trim());
    draw();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(shown[at]);
    else if (event.key === "ArrowDown") at = (at + 1) % shown.length;
    else if (event.key === "ArrowUp") at = (at - 1 + shown.length) % shown.length;
    else return;
    event.preventDefault();
    draw();
  });
  draw();
}

function option(command: Command, index: number, selected: boolean, choose: () => void): HTMLLIElement {
  const item = document.createElement("li");
  item.className = "menu-item";
  item.id = `palette-${index}`;
  item.role = "option";
  item.ariaSelected = String(selected);
  const words = document.createElement("span");
  words.className = "truncate shrink-0 max-w-3/4";
  words.textContent = command.label;
  item.append(icon(command.picture), words);
  if (command.note) {
    const note = document.createElement("span");
    note.className = "hint truncate";
    note.textContent = command.note;
    item.append(note);
  }
  item.addEventListener("click", choose);
  return item;
}

/** What the page itself offers: its links in the sidebar and everything with a key. */
function commands(): Command[] {
  const found = new Map<string, Command>();
  for (const node of document.querySelectorAll<HTMLElement>(".sidebar .nav-item[href], .topbar [data-key], [data-command]")) {
    const label = labelOf(node);
    if (label && !found.has(label)) found.set(label, { label, picture: pictureOf(node), run: () => node.click() });
  }
  return [...found.values()];
}

function labelOf(node: HTMLElement): string {
  const own = [...node.childNodes].find((child) => child instanceof Text && child.data.trim() !== "");
  return node.dataset["command"] || node.title || own?.textContent?.trim() || "";
}

function pictureOf(node: HTMLElement): string {
  return node.querySelector("use")?.getAttribute("href")?.split("#")[1] ?? "arrow";
}

/** Places whose name has what was typed, then what the server found, then the lists to search. */
export function matching(all: readonly Command[], typed: string, found: readonly Command[] = []): Command[] {
  const words = typed.trim().toLowerCase();
  const places = all.filter((command) => command.label.toLowerCase().includes(words));
  return words === "" ? places : [...places, ...found, ...searches(typed.trim())];
}

/** Return what asks the server after a pause in typing; a newer question drops the older one. */
function startSeeking(show: (found: Command[]) => void): (typed: string) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = new AbortController();
  return (typed) => {
    clearTimeout(timer);
    asking.abort();
    if (typed.length < SHORTEST) return;
    asking = new AbortController();
    const { signal } = asking;
    timer = setTimeout(() => void seek(typed, signal).then(show, () => {}), PAUSE_MS); // offline, the lists are still offered
  };
}

async function seek(typed: string, signal: AbortSignal): Promise<Command[]> {
  const base = document.body.dataset["searchUrl"] ?? "";
  const { items } = await request<Hits>(`${base}/search?q=${encodeURIComponent(typed)}`, { signal });
  return items.map((hit) => ({ label: hit.label, note: hit.note, picture: hit.icon, run: () => location.assign(hit.href) }));
}

function searches(typed: string): Command[] {
  const base = document.body.dataset["searchUrl"] ?? "";
  return [["invoices", "invoice"], ["clients", "users"], ["items", "box"]].map(([place, picture]) => ({
    label: `Search ${place ?? ""} for “${typed}”`,
    picture: picture ?? "search",
    run: () => location.assign(`${base}/${place ?? ""}?q=${encodeURIComponent(typed)}`),
  }));
}
