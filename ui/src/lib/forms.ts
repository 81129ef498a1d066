/** Forms: a sent form cannot be sent twice, and after errors the focus is on their summary. */

export function startForms(): void {
  document.addEventListener("submit", sent);
  window.addEventListener("pageshow", release);
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}

function sent(event: SubmitEvent): void {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement) || event.defaultPrevented) return;
  if (button.ariaBusy === "true" || button.ariaDisabled === "true") {
    event.preventDefault();
    return;
  }
  if (button.form?.method === "dialog" || button.form?.target || button.dataset["download"] !== undefined) return;
  button.ariaBusy = "true";
}

/** A page that comes back from the browser's cache has no request on its way. */
function release(event: PageTransitionEvent): void {
  if (!event.persisted) return;
  for (const node of document.querySelectorAll("button[aria-busy]")) node.removeAttribute("aria-busy");
}
