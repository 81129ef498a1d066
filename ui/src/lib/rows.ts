/** Rows of a form that can go: `data-remove` names what its button takes away; focus goes to the way to add one. */

export function removeRow(button: HTMLElement): void {
  const row = button.closest(button.dataset["remove"] ?? "");
  const next = row?.parentElement?.querySelector<HTMLElement>("[data-after-remove]");
  row?.remove();
  next?.focus();
}
