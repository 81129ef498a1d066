import { useEffect, useRef, useState, type PointerEvent as ReactPointerEvent, type RefObject } from "react";
import type { LineActions } from "./useLineActions.ts";

const EDGE_PX = 80;
const SCROLL_PX = 12;

/** Move a line by its grip. Rows change places while the pointer moves; Escape puts the line back. One step to undo. */
export function useDrag(list: RefObject<HTMLElement | null>, move: LineActions["move"]): { key: string | undefined; start: (key: string, event: ReactPointerEvent<HTMLElement>) => void } {
  const [key, setKey] = useState<string>();
  const stop = useRef<(() => void) | undefined>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const [start] = useState(() => (dragged: string, event: ReactPointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    setKey(dragged);
    stop.current = follow(list, dragged, move, () => setKey(undefined));
  });
  return { key, start };
}

function follow(list: RefObject<HTMLElement | null>, key: string, move: LineActions["move"], onEnd: () => void): () => void {
  const events = new AbortController();
  const stroke = `drag ${key} ${performance.now()}`;
  const began = rows(list.current).findIndex((row) => row.dataset["line"] === key);
  const end = (): void => {
    events.abort();
    onEnd();
  };
  const on = <Name extends keyof DocumentEventMap>(name: Name, listener: (event: DocumentEventMap[Name]) => void): void => document.addEventListener(name, listener, { signal: events.signal });
  on("pointermove", (event) => {
    move(key, placeAt(list.current, key, event.clientY), stroke);
    scroll(event.clientY);
  });
  on("pointerup", end);
  on("pointercancel", end);
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    move(key, began, stroke);
    end();
  });
  return end;
}

/** As many rows as have their middle above the pointer, without the one that is dragged. */
function placeAt(list: HTMLElement | null, key: string, y: number): number {
  return rows(list).filter((row) => row.dataset["line"] !== key && middle(row) < y).length;
}

function rows(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>(":scope > [data-line]") ?? [])];
}

function middle(row: HTMLElement): number {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

function scroll(y: number): void {
  if (y < EDGE_PX) window.scrollBy(0, -SCROLL_PX);
  else if (y > window.innerHeight - EDGE_PX) window.scrollBy(0, SCROLL_PX);
}
