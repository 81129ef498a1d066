import { useState, type KeyboardEvent } from "react";
import { useMatches, type Found, type Match } from "./useMatches.ts";

export interface ComboboxWork<M extends Match = Match> {
  /** Ask the server. Called with "" when the list opens; aborted when typing goes on. */
  search: (typed: string, signal: AbortSignal) => Promise<readonly M[]>;
  onPick: (match: M) => void;
  /** Offer to make what was typed; also on Alt+Enter. */
  onCreate?: (typed: string) => void;
  /** The list was closed without a choice, by Escape or because the focus went on. */
  onClose?: () => void;
}

export interface ComboboxState<M extends Match = Match> {
  /** Undefined while the list is closed. */
  typed: string | undefined;
  found: Found<M>;
  /** The row that Enter chooses; the row after the last match makes something new. */
  active: number;
  canCreate: boolean;
  type: (text: string) => void;
  close: () => void;
  pick: (match: M) => void;
  create: () => void;
  onKey: (event: KeyboardEvent) => void;
}

/** What a combobox knows and does, apart from how it looks. */
export function useCombobox<M extends Match>({ search, onPick, onCreate, onClose }: ComboboxWork<M>, start?: string): ComboboxState<M> {
  const [typed, setTyped] = useState(start);
  const [at, setAt] = useState(0);
  const found = useMatches(typed, search);
  const text = (typed ?? "").trim();
  const canCreate = onCreate !== undefined && text !== "";
  const rows = found.matches.length + (canCreate ? 1 : 0);
  const active = Math.max(0, Math.min(at, rows - 1));

  const shut = (): void => setTyped(undefined);
  const close = (): void => {
    shut();
    onClose?.();
  };
  const type = (next: string): void => {
    setTyped(next);
    setAt(0);
  };
  const pick = (match: M): void => {
    shut();
    onPick(match);
  };
  const create = (): void => {
    shut();
    if (canCreate) onCreate(text);
  };
  const act: Record<Action, () => void> = {
    open: () => type(""),
    close,
    down: () => setAt((active + 1) % Math.max(rows, 1)),
    up: () => setAt((active - 1 + rows) % Math.max(rows, 1)),
    create: () => canCreate && create(),
    choose: () => {
      if (found.asked !== typed) return; // the rows still belong to what was typed before
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

const WHILE_OPEN: Readonly<Record<string, Action>> = { Enter: "choose", Escape: "close", ArrowDown: "down", ArrowUp: "up" };

function actionOf({ key, altKey, metaKey, ctrlKey }: KeyboardEvent, open: boolean): Action | undefined {
  if (!open) return key === "ArrowDown" || key === "ArrowUp" ? "open" : undefined;
  if (metaKey || ctrlKey) return undefined;
  return altKey && key === "Enter" ? "create" : WHILE_OPEN[key];
}
