import { useLayoutEffect, useState, type ActionDispatch, type KeyboardEvent, type RefObject } from "react";
import { toast } from "../../../lib/toasts.ts";
import { useBuilder } from "../context.tsx";
import { blankLine, newKey, taxOf, type Line } from "../model/draft.ts";
import { lineKey, nextField } from "../model/lineKeys.ts";
import type { Action, LineChanges } from "../model/reducer.ts";

/** What can be done with lines. The same object from render to render. */
export interface LineActions {
  edit: (key: string, changes: LineChanges) => void;
  tidy: (key: string, changes: LineChanges) => void;
  move: (key: string, place: number, stroke?: string) => void;
  duplicate: (key: string) => void;
  remove: (key: string) => void;
  /** Take a line away that is still blank; the one before it gets the focus, if it shall. */
  drop: (key: string, takesFocus: boolean) => void;
  /** Add a line, at the end or behind another; return its name. */
  add: (after?: string) => string;
  /** Put the focus into a field, as soon as it is there. */
  focus: (key: string, field: string) => void;
  onKey: (event: KeyboardEvent<HTMLElement>) => void;
}

export function useLineActions(list: RefObject<HTMLElement | null>): { actions: LineActions; news: string } {
  const { draft, dispatch, props } = useBuilder();
  const [news, setNews] = useState("");
  const [tax] = props.taxes;
  const [desk] = useState(() => deskOf(dispatch, tax ? taxOf(tax) : "0 Z", setNews));
  useLayoutEffect(() => desk.arrived(draft.lines, list.current));
  return { actions: desk.actions, news };
}

interface Place {
  key: string;
  field: string;
}

interface Desk {
  actions: LineActions;
  /** Called after each drawing with what stands there now. */
  arrived: (lines: readonly Line[], list: HTMLElement | null) => void;
}

function deskOf(dispatch: ActionDispatch<[Action]>, tax: string, say: (news: string) => void): Desk {
  let lines: readonly Line[] = [];
  let list: HTMLElement | null = null;
  let wanted: Place | undefined;
  const placeOf = (key: string): number => lines.findIndex((line) => line.key === key);
  const later = (key: string, field: string): void => {
    wanted = { key, field };
  };
  const focus = (key: string, field: string): void => {
    if (!focused(list, { key, field })) later(key, field);
  };
  const edit: LineActions["edit"] = (key, changes) => dispatch({ type: "edit-line", key, changes, at: performance.now() });
  const tidy: LineActions["tidy"] = (key, changes) => dispatch({ type: "tidy-line", key, changes });
  const move: LineActions["move"] = (key, place, stroke = "") => {
    const to = Math.max(0, Math.min(place, lines.length - 1));
    if (to === placeOf(key)) return;
    const field = fieldOf(document.activeElement);
    if (field?.key === key) later(key, field.field);
    dispatch({ type: "move-line", key, place: to, stroke });
    say(`Line ${to + 1} of ${lines.length}`);
  };
  const add: LineActions["add"] = (after) => {
    const line = blankLine(tax);
    const place = after === undefined ? lines.length : placeOf(after) + 1;
    dispatch({ type: "add-line", line, place });
    later(line.key, "description");
    say(`Line ${place + 1} added`);
    return line.key;
  };
  const duplicate: LineActions["duplicate"] = (key) => {
    const [line, place] = [lines[placeOf(key)], placeOf(key) + 1];
    if (!line) return;
    const copy = { ...line, key: newKey() };
    dispatch({ type: "add-line", line: copy, place });
    later(copy.key, "description");
    say(`Duplicated as line ${place + 1}`);
  };
  const remove: LineActions["remove"] = (key) => {
    const place = placeOf(key);
    const [line, neighbour] = [lines[place], lines[place + 1] ?? lines[place - 1]];
    if (!line) return;
    dispatch({ type: "remove-line", key });
    if (neighbour) later(neighbour.key, "description");
    toast({ text: `Line ${place + 1} removed`, action: { label: "Undo", run: () => dispatch({ type: "add-line", line, place }) } });
  };
  const drop: LineActions["drop"] = (key, takesFocus) => {
    const place = placeOf(key);
    const neighbour = lines[place - 1] ?? lines[place + 1];
    dispatch({ type: "remove-line", key, ifBlank: true });
    if (takesFocus && neighbour) later(neighbour.key, "description");
  };
  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    const at = event.target instanceof Element ? fieldOf(event.target) : undefined;
    const act = at && lineKey(event);
    if (!act || (act === "next" && event.target instanceof HTMLButtonElement)) return;
    const place = placeOf(at.key);
    const acts = { up: () => move(at.key, place - 1), down: () => move(at.key, place + 1), duplicate: () => duplicate(at.key), remove: () => remove(at.key), add: () => add(at.key), next: () => next(at, place) };
    event.preventDefault();
    event.stopPropagation();
    acts[act]();
  };
  const arrived: Desk["arrived"] = (now, shown) => {
    [lines, list] = [now, shown];
    if (wanted && focused(list, wanted)) wanted = undefined;
  };
  return { actions: { edit, tidy, move, duplicate, remove, drop, add, focus, onKey }, arrived };

  /** The next field of the line; behind the last one the next line, and behind the last line a new one. */
  function next({ key, field }: Place, place: number): void {
    const following = nextField(field);
    const below = lines[place + 1];
    if (following) focus(key, following);
    else if (below) focus(below.key, "description");
    else add(key);
  }
}

/** Return which field of which line an element is. */
function fieldOf(element: Element | null): Place | undefined {
  const field = element?.closest<HTMLElement>("[data-pointer]")?.dataset["pointer"]?.split("/").at(-1) ?? "description";
  const key = element?.closest<HTMLElement>("[data-line]")?.dataset["line"];
  return key && element?.closest("dialog") === null ? { key, field } : undefined;
}

function focused(list: HTMLElement | null, { key, field }: Place): boolean {
  const found = list?.querySelector<HTMLElement>(`[data-line="${key}"] [data-pointer$="/${field}"]`);
  found?.focus();
  if (found instanceof HTMLInputElement) found.select();
  return found !== null && found !== undefined;
}
