/** Buttons with data-copy put its value on the clipboard and show a tick for a moment. */

const SHOWN_MS = 1600;

export async function copyFrom(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset["copy"] ?? "");
  const use = button.querySelector("use");
  const picture = use?.getAttribute("href");
  if (!use || !picture || button.dataset["copied"]) return;
  button.dataset["copied"] = "true";
  use.setAttribute("href", picture.replace(/#.*/u, "#check"));
  setTimeout(() => {
    use.setAttribute("href", picture);
    delete button.dataset["copied"];
  }, SHOWN_MS);
}
