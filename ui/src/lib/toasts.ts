/** Messages about what happened elsewhere: at most three, gone after a while, kept while one looks at them. */

import { icon } from "./icon.ts";

export type Tone = "plain" | "success" | "danger";
export interface Message {
  text: string;
  note?: string;
  tone?: Tone;
  /** A button's label and what it does, for example Undo. */
  action?: { label: string; run: () => void };
}

const PLAIN_MS = 6000;
const ACTION_MS = 10_000;
const MOST = 3;
const PICTURES = { plain: "check", success: "st-paid", danger: "alert" } as const;

export function toast(message: Message): HTMLElement {
  const tone = message.tone ?? "plain";
  const node = document.createElement("div");
  node.className = `toast toast-${tone}`;
  node.role = tone === "danger" ? "alert" : "status";
  node.append(icon(PICTURES[tone]), words(message));
  if (message.action) node.append(button(message.action.label, "btn btn-quiet btn-sm", message.action.run, node));
  const close = button("", "btn btn-quiet btn-icon btn-sm", () => {}, node);
  close.setAttribute("aria-label", "Dismiss");
  close.title = "Dismiss";
  close.append(icon("x"));
  node.append(close);
  document.getElementById("toasts")?.append(node);
  keep(node);
  return node;
}

/** Say that a request failed. `status` 0 is a lost connection. */
export function toastFailure(status: number, requestId: string): void {
  if (status === 0) toast({ tone: "danger", text: "You are offline", note: "Nothing was changed. Try again when you are back." });
  else toast({ tone: "danger", text: "That did not work", note: `Nothing was changed. Try again${requestId ? `, or tell us ${requestId} if it goes on` : ""}.` });
}

function words(message: Message): HTMLElement {
  const box = document.createElement("div");
  box.className = "grow";
  for (const [text, css] of [[message.text, "font-medium"], [message.note, "hint"]] as const) {
    if (!text) continue;
    const line = document.createElement("p");
    line.className = css;
    line.textContent = text;
    box.append(line);
  }
  return box;
}

function button(label: string, css: string, run: () => void, owner: HTMLElement): HTMLButtonElement {
  const node = document.createElement("button");
  node.type = "button";
  node.className = css;
  node.textContent = label;
  node.addEventListener("click", () => {
    owner.remove();
    run();
  });
  return node;
}

/** Let a toast go after its time; errors stay until dismissed. The clock stands still under pointer or focus. */
export function keep(node: HTMLElement): void {
  const all = node.parentElement?.children ?? [];
  if (all.length > MOST) all[0]?.remove();
  if (node.role === "alert") return;
  const time = node.querySelector("form, a, button:not([aria-label])") ? ACTION_MS : PLAIN_MS;
  let timer = setTimeout(() => node.remove(), time);
  const stop = (): void => clearTimeout(timer);
  const go = (): void => {
    stop();
    timer = setTimeout(() => node.remove(), time);
  };
  node.addEventListener("pointerenter", stop);
  node.addEventListener("focusin", stop);
  node.addEventListener("pointerleave", go);
  node.addEventListener("focusout", go);
}
