/** A link with data-dialog opens what it leads to in a dialog over the page; without this script, or when that fails, it is a plain link. */

export async function openDialog(link: HTMLAnchorElement): Promise<void> {
  const dialog = await fetched(link.href);
  if (!dialog) {
    location.assign(link.href);
    return;
  }
  document.body.append(dialog);
  dialog.dispatchEvent(new Event("region:fresh", { bubbles: true })); // htmx takes note of it (swaps.ts)
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

/** Return the dialog at an address, or nothing where there is none: the page behind the link says why. */
async function fetched(href: string): Promise<HTMLDialogElement | undefined> {
  const url = new URL(href);
  url.searchParams.set("as", "dialog");
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok || response.redirected) return undefined;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("dialog");
  return fresh ? document.adoptNode(fresh) : undefined;
}
