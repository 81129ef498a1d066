/** A file that is larger than its field takes is told of instead of sent: a store that it is posted to answers in words of its own. */

export function startFiles(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-most-bytes]")) {
    field.form?.addEventListener("submit", (event) => {
      if (isRefused(field)) event.preventDefault();
    });
  }
}

/** Looked at when it is sent: a file may have become smaller since it was chosen, of which browsers tell nothing. */
export function isRefused(field: HTMLInputElement): boolean {
  const most = Number(field.dataset["mostBytes"]);
  const isTooLarge = [...(field.files ?? [])].some((file) => file.size > most);
  const around = field.closest(".field");
  around?.querySelector(".error")?.remove();
  field.setAttribute("aria-invalid", String(isTooLarge));
  if (isTooLarge) around?.append(fault(field.dataset["tooLarge"] ?? ""));
  return isTooLarge;
}

function fault(words: string): HTMLElement {
  const told = document.createElement("p");
  told.className = "error";
  told.setAttribute("role", "alert");
  told.textContent = words;
  return told;
}
