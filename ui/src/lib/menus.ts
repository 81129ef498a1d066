/** What the platform's popover leaves out: aria-expanded, and arrow keys between the items of a menu. */

const ITEM = "[role=menuitem]";

export function startMenus(): void {
  document.addEventListener("toggle", toggled, true);
  document.addEventListener("keydown", moved);
  document.addEventListener("click", chosen);
}

function toggled(event: Event): void {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.matches("[popover]")) return;
  const open = menu.matches(":popover-open");
  document.querySelector(`[popovertarget="${menu.id}"]`)?.setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector<HTMLElement>(ITEM)?.focus();
}

function moved(event: KeyboardEvent): void {
  const menu = event.target instanceof Element ? event.target.closest("[role=menu]") : null;
  if (!menu) return;
  const items = [...menu.querySelectorAll<HTMLElement>(ITEM)];
  const next = target(event.key, items.indexOf(document.activeElement as HTMLElement), items.length); // an item or -1
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}

function target(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowUp":
      return (at - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

/** A chosen item closes its menu, also where it opens a dialog and no page follows. */
function chosen(event: Event): void {
  const item = event.target instanceof Element ? event.target.closest(ITEM) : null;
  item?.closest<HTMLElement>("[popover]")?.hidePopover();
}
