import { useState, type KeyboardEvent } from "react";
import { useMatches, type Found, type Match } from "./useMatches.ts";

export interface ComboboxWork {
  /** Ask the server. Called with "" when the list opens; aborted when typing goes on. */
  search: (typed: string, signal: AbortSignal) => Promise<readonly Match[]>;
  onPick: (match: Match) => void;
  /** Offer to make what was typed; also on mod+Enter. */
  onCreate?: (typed: string) => void;
}

export interface ComboboxState {
  /** Undefined while the list is closed. */
  typed: string | undefined;
  found: Found;
  /** The row that Enter chooses; the row after the last match makes something new. */
  active: number;
  canCreate: boolean;
  type: (text: string) => void;
  close: () => void;
  pick: (match: Match) => void;
  create: () => void;
  onKey: (event: KeyboardEvent) => void;
}

/** What a combobox knows and does, apart from how it looks. */
export function useCombobox({ search, onPick, onCreate }: ComboboxWork): ComboboxState {
  const [typed, setTyped] = useState<string>();
  const [at, setAt] = useState(0);
  const found = useMatches(typed, search);
  const text = (typed ?? "").trim();
  const canCreate = onCreate !== undefined && text !== "";
  const rows = found.matches.length + (canCreate ? 1 : 0);
  const active = Math.max(0, Math.min(at, rows - 1));

  const close = (): void => setTyped(undefined);
  const type = (next: string): void => {
    setTyped(next);
    setAt(0);
  };
  const pick = (match: Match): void => {
    close();
    onPick(match);
  };
  const create = (): void => {
    close();
    if (canCreate) onCreate(text);
  };
  const act: Record<Action, () => void> = {
    open: () => type(""),
    close,
    down: () => setAt((active + 1) % Math.max(rows, 1)),
    up: () => setAt((active - 1 + rows) % Math.max(rows, 1)),
    create: () => canCreate && create(),
    choose: () => {
      const match = found.matches[active];
      if (match) pick(match);
      else create();
    },
  };
  const onKey = (event: KeyboardEvent): void => {
    const action = actionOf(event, typed !== undefined);
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act[action]();
  };
  return { typed, found, active, canCreate, type, close, pick, create, onKey };
}

type Action = "open" | "close" | "choose" | "create" | "up" | "down";

function actionOf({ key, metaKey, ctrlKey }: KeyboardEvent, open: boolean): Action | undefined {
  if (!open) return key === "ArrowDown" || key === "ArrowUp" ? "open" : undefined;
  switch (key) {
    case "Enter":
      return metaKey || ctrlKey ? "create" : "choose";
    case "Escape":
      return "close";
    case "ArrowDown":
      return "down";
    case "ArrowUp":
      return "up";
    default:
      return undefined;
  }
}
