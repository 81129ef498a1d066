/** What keys mean inside a line. */

import type { KeyboardEvent } from "react";

export type LineKey = "up" | "down" | "duplicate" | "remove" | "add" | "next";

/** The order in which Enter walks: notes are for those who ask for them. */
const FIELDS = ["description", "quantity", "unit", "unit_price", "discount_percent", "tax_rate"] as const;

const WITH_ALT: Readonly<Record<string, LineKey>> = { ArrowUp: "up", ArrowDown: "down", Enter: "add" };

type Pressed = Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey"> & { nativeEvent: { isComposing: boolean } };

export function lineKey({ key, altKey, ctrlKey, metaKey, shiftKey, nativeEvent }: Pressed): LineKey | undefined {
  if (nativeEvent.isComposing) return undefined;
  if (altKey) return WITH_ALT[key];
  if (ctrlKey || metaKey) return withMod(key);
  return key === "Enter" && !shiftKey ? "next" : undefined;
}

function withMod(key: string): LineKey | undefined {
  switch (key) {
    case "Backspace":
      return "remove";
    case "d":
    case "D":
      return "duplicate";
    default:
      return undefined;
  }
}

/** Return the field behind another; from a note it is the one behind the description. */
export function nextField(field: string): string | undefined {
  const at = field === "note" ? 0 : FIELDS.findIndex((each) => each === field);
  return FIELDS[at + 1];
}
