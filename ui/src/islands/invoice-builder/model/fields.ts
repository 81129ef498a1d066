/** The fields of the form, in their order. */

/** Put the focus into the field behind one that has it, where Enter has nothing else to do. Notes keep Enter for themselves. */
export function focusBehind(field: EventTarget | null): boolean {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.dataset["pointer"] === undefined) return false;
  const all = [...(field.closest(".builder-form")?.querySelectorAll<HTMLElement>(":is(input, select, textarea)[data-pointer]") ?? [])].filter((each) => each.checkVisibility());
  const next = all[all.indexOf(field) + 1];
  next?.focus();
  return next !== undefined;
}
