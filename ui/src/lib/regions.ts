/**
 * Regions that follow the news. A stale region is replaced by its fresh self out of one request per page; what changed
 * glows. While someone works in a region (a field, an open menu, a selection) its change waits.
 */

const GATHER_MS = 200;
const WAIT_MS = 2000;
const stale = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

export function markStale(topic: string): void {
  for (const region of regions()) if ((region.dataset["live"] ?? "").split(" ").includes(topic)) stale.add(region.id);
  schedule(GATHER_MS);
}

export function refreshAll(): void {
  for (const region of regions()) stale.add(region.id);
  schedule(GATHER_MS);
}

function regions(): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>("[data-live][id]");
}

function schedule(wait: number): void {
  clearTimeout(timer);
  if (stale.size > 0) timer = setTimeout(() => void refresh(), wait);
}

async function refresh(): Promise<void> {
  if (document.hidden) {
    document.addEventListener("visibilitychange", () => schedule(0), { once: true });
    return;
  }
  const ready = [...stale].map((id) => document.getElementById(id)).filter((node) => node !== null && !isInUse(node));
  for (const [url, nodes] of Map.groupBy(ready, (node) => node?.dataset["liveSrc"] ?? location.href)) await load(url, nodes);
  schedule(WAIT_MS);
}

async function load(url: string, nodes: (HTMLElement | null)[]): Promise<void> {
  const response = await fetch(url, { headers: { "X-Live": "1" } }).catch(() => undefined);
  if (!response?.ok || response.redirected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const node of nodes) {
    const next = node && fresh.getElementById(node.id);
    if (!node || !next || isInUse(node)) continue;
    stale.delete(node.id);
    replace(node, document.adoptNode(next));
  }
}

/** Put the new in the place of the old; parts with an id whose words differ glow. */
export function replace(old: HTMLElement, next: HTMLElement): void {
  if (old.isEqualNode(next)) return;
  const before = new Map([...old.querySelectorAll("[id]")].map((part) => [part.id, part.textContent]));
  const focused = old.contains(document.activeElement) ? document.activeElement?.id : undefined;
  old.replaceWith(next);
  next.dispatchEvent(new CustomEvent("region:fresh", { bubbles: true }));
  for (const part of next.querySelectorAll("[id]")) if (before.has(part.id) && before.get(part.id) !== part.textContent) part.classList.add("flash");
  if (focused) document.getElementById(focused)?.focus();
}

export function isInUse(region: HTMLElement): boolean {
  return region.querySelector(":popover-open, dialog[open], .row-check:checked, input:focus, textarea:focus, select:focus, [data-dirty]") !== null;
}
