/**
 * Regions that follow the news. A stale region is replaced by its fresh self out of one request per page; what changed
 * glows. While someone works in a region (a field, an open menu, a selection) its change waits. In a region with
 * data-live-rows="payment" new rows do not push the others away: "2 new payments. Show them".
 */

const GATHER_MS = 200;
const WAIT_MS = 2000;
const PATIENCE_MS = 15_000;
const stale = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
let fetching = false;

/** Ask whether this page is over for its reader, whose session ended or who left the tenant: no waiting brings that back. */
export async function isOver(url: string): Promise<boolean> {
  const at = document.body.dataset["renderedAt"] ?? "";
  const answer = await fetch(`${url}/stale?at=${encodeURIComponent(at)}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
  return answer?.status === 401 || answer?.status === 404;
}

/** Fetch anew what follows a topic; without one, every region. */
export function markStale(topic?: string): void {
  for (const region of document.querySelectorAll<HTMLElement>("[data-live][id]")) {
    if (topic === undefined || (region.dataset["live"] ?? "").split(" ").includes(topic)) stale.add(region.id);
  }
  schedule(GATHER_MS);
}

/** One fetch at a time: what becomes stale during it is fetched behind it, since its answer may have been written before. */
function schedule(wait: number): void {
  if (fetching) return;
  clearTimeout(timer);
  if (stale.size > 0) timer = setTimeout(() => void refresh(), wait);
}

async function refresh(): Promise<void> {
  if (document.hidden) {
    document.addEventListener("visibilitychange", () => schedule(0), { once: true });
    return;
  }
  const here = [...stale].flatMap((id) => document.getElementById(id) ?? []);
  stale.clear();
  const waiting = here.filter(isInUse);
  const ready = here.filter((node) => !isInUse(node));
  fetching = true;
  try {
    for (const [url, nodes] of Map.groupBy(ready, (node) => node.dataset["liveSrc"] ?? location.href)) waiting.push(...(await load(url, nodes)));
  } finally {
    fetching = false;
  }
  const isNews = stale.size > 0;
  for (const node of waiting) stale.add(node.id);
  schedule(isNews ? GATHER_MS : WAIT_MS);
}

/** Let in what is fresh, and return what has to wait: no answer came, or somebody works there by now. */
async function load(url: string, nodes: HTMLElement[]): Promise<HTMLElement[]> {
  const page = await fetch(url, { cache: "no-store", headers: { "X-Live": "1" }, signal: AbortSignal.timeout(PATIENCE_MS) })
    .then((response) => (response.ok && !response.redirected ? response.text() : undefined))
    .catch(() => undefined);
  if (page === undefined) return nodes;
  const fresh = new DOMParser().parseFromString(page, "text/html");
  return nodes.filter((node) => !renew(node, fresh.getElementById(node.id)));
}

/** Return whether this is done; also where the page has no such part any more: asking again would find none. */
function renew(node: HTMLElement, next: HTMLElement | null): boolean {
  if (next && isInUse(node)) return false;
  if (next) arrive(node, document.adoptNode(next));
  return true;
}

/** Let the new in at once, or, where it brings rows into a list that is being read, offer it. */
export function arrive(old: HTMLElement, next: HTMLElement): void {
  const noun = old.dataset["liveRows"];
  const fresh = [...next.querySelectorAll("[id]")].filter((row) => row.matches("tr, li") && !document.getElementById(row.id));
  document.getElementById(`${old.id}-more`)?.remove();
  if (noun === undefined || fresh.length === 0) replace(old, next);
  else {
    for (const row of old.querySelectorAll<HTMLElement>("tr[id], li[id]")) {
      const twin = next.querySelector<HTMLElement>(`#${CSS.escape(row.id)}`);
      if (twin) replace(row, twin.cloneNode(true) as HTMLElement); // a clone has the type of its original
    }
    old.before(offer(`${old.id}-more`, `${fresh.length} new ${noun}${fresh.length === 1 ? "" : "s"}. `, () => replace(old, next)));
  }
}

function offer(id: string, text: string, show: () => void): HTMLElement {
  const note = document.createElement("div");
  note.id = id;
  note.className = "note note-info";
  note.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = "Show them";
  button.addEventListener("click", () => {
    note.remove();
    show();
  });
  note.append(text, button);
  return note;
}

/** Put the new in the place of the old; parts with an id whose words differ glow. */
export function replace(old: HTMLElement, next: HTMLElement): void {
  if (old.isEqualNode(next)) return;
  const before = new Map([old, ...old.querySelectorAll("[id]")].map((part) => [part.id, part.textContent]));
  const focused = old.contains(document.activeElement) ? document.activeElement?.id : undefined;
  old.replaceWith(next);
  next.dispatchEvent(new CustomEvent("region:fresh", { bubbles: true }));
  const parts = next.matches("tr, li") ? [next] : next.querySelectorAll("[id]");
  for (const part of parts) if (before.has(part.id) && before.get(part.id) !== part.textContent) part.classList.add("flash");
  if (focused) document.getElementById(focused)?.focus();
}

export function isInUse(region: HTMLElement): boolean {
  return region.querySelector(":popover-open, dialog[open], .row-check:checked, input:focus, textarea:focus, select:focus, [data-dirty]") !== null;
}
