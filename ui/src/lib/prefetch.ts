/** Fetch the page behind a link when a pointer rests on it, a finger touches it, or focus comes to it. */

const REST_MS = 65;
const seen = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

export function startPrefetch(): void {
  document.addEventListener("pointerover", (event) => {
    clearTimeout(timer);
    const href = worthwhile(event.target);
    if (href) timer = setTimeout(() => prefetch(href), REST_MS);
  });
  document.addEventListener("touchstart", (event) => prefetch(worthwhile(event.target)), { passive: true });
}

/** Return the address of a plain link to another page of ours, once. */
export function worthwhile(target: EventTarget | null): string | undefined {
  const link = target instanceof Element ? target.closest("a") : null;
  if (!link || link.hasAttribute("download") || link.hasAttribute("data-no-prefetch")) return undefined;
  const here = location.origin + location.pathname;
  if (link.origin !== location.origin || link.href.split("#")[0] === here) return undefined;
  return seen.has(link.href) ? undefined : link.href;
}

function prefetch(href: string | undefined): void {
  if (!href || seen.has(href)) return;
  seen.add(href);
  const link = document.createElement("link");
  link.rel = "prefetch";
  link.href = href;
  document.head.append(link);
}
