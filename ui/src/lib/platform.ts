/** Keys as this keyboard has them. */

export function isMac(): boolean {
  return /mac|iphone|ipad/iu.test(navigator.platform);
}

/** Rewrite the keys that a page shows, ⌘K to Ctrl K, where there is no ⌘. */
export function spellKeys(): void {
  if (isMac()) return;
  for (const key of document.querySelectorAll<HTMLElement>("kbd[data-keys]")) {
    const names = (key.dataset["keys"] ?? "").replace("mod", "Ctrl").replace("alt", "Alt").replace("enter", "↵");
    key.textContent = names.replaceAll("+", " ");
  }
}
