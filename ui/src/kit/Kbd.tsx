import { isMac } from "../lib/platform.ts";

const MAC: Record<string, string> = { mod: "⌘", alt: "⌥", shift: "⇧", enter: "↵" };
const OTHER: Record<string, string> = { mod: "Ctrl", alt: "Alt", shift: "Shift", enter: "↵" };

/** A key combination as this keyboard has it: "mod+K", "alt+ArrowUp", "enter". */
export function Kbd({ keys }: { keys: string }) {
  const names = isMac() ? MAC : OTHER;
  const parts = keys.split("+").map((key) => names[key] ?? key);
  return <kbd className="kbd">{parts.join(isMac() ? "" : " ")}</kbd>;
}
