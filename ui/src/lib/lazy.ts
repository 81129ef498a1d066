/** What most visits never need is fetched when it is first asked for: shortcuts, palette, selection, copying, rows that go, toasts, unsaved forms. */

/** Set when a person has switched single letters off (keys.ts). */
export const LETTERS_OFF = "invoiceflow:keys-off";

export function startLazy(): void {
  document.addEventListener("keydown", (event) => void keyed(event));
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest<HTMLAnchorElement>("a[data-dialog]");
    if (link && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) {
      event.preventDefault();
      // A page that is older than a deployment may find this part of the script gone.
      import("./dialogs.ts").then(({ openDialog }) => openDialog(link), () => location.assign(link.href));
    } else void clicked(event.target, event.shiftKey);
  });
  if (document.querySelector(".row-check:checked")) void import("./selection.ts").then(({ update }) => update());
  if (document.querySelector("form[data-watch]")) void import("./dirty.ts").then(({ startDirty }) => startDirty());
  const toasts = document.querySelectorAll<HTMLElement>("[data-toast]");
  if (toasts.length > 0) void import("./toasts.ts").then(({ keep }) => toasts.forEach(keep));
}

async function keyed(event: KeyboardEvent): Promise<void> {
  if (event.key === "/" && searched(event)) return;
  if (event.metaKey || event.ctrlKey) {
    if (event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    (await import("./palette.ts")).openPalette();
  } else if (!event.altKey && (event.key.length === 1 || event.key === "Escape" || event.key.startsWith("Arrow"))) {
    (await import("./keys.ts")).handleKey(event);
  }
}

/** The letters typed after "/" belong into the search field: it cannot wait until the other keys are fetched. */
function searched(event: KeyboardEvent): boolean {
  const field = document.querySelector<HTMLInputElement>("[data-search-field]");
  const busy = event.target instanceof Element && event.target.closest("input:not(.box), textarea, select, [contenteditable], dialog, [role=menu]");
  if (!field || busy || event.defaultPrevented || localStorage.getItem(LETTERS_OFF) !== null) return false;
  event.preventDefault();
  field.focus();
  field.select();
  return true;
}

async function clicked(target: Element, range: boolean): Promise<void> {
  const copy = target.closest<HTMLElement>("[data-copy]");
  if (copy) return (await import("./copy.ts")).copyFrom(copy);
  const gone = target.closest<HTMLElement>("[data-remove]");
  if (gone) return (await import("./rows.ts")).removeRow(gone);
  if (target.closest("[data-search]")) return (await import("./palette.ts")).openPalette();
  if (target.closest("[data-keys-help]")) return (await import("./help.ts")).openHelp();
  if (target.closest(".row-check, [data-check-all], [data-bulk-clear]")) return (await import("./selection.ts")).handleClick(target, range);
  target.closest("[data-toast-close]")?.closest("[data-toast]")?.remove();
  return undefined;
}
