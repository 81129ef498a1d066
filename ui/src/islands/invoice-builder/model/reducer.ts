/** Every change of a draft, each of which can be undone. */

import { isBlank, type Draft, type Line } from "./draft.ts";

export type DraftChanges = Partial<Omit<Draft, "lines">>;
export type LineChanges = Partial<Omit<Line, "key">>;

export type Action =
  | { type: "edit"; changes: DraftChanges; at?: number }
  | { type: "edit-line"; key: string; changes: LineChanges; at?: number }
  /** Spell a field anew without changing what it says: nothing to undo. */
  | { type: "tidy"; changes: DraftChanges }
  | { type: "tidy-line"; key: string; changes: LineChanges }
  | { type: "add-line"; line: Line; place: number }
  | { type: "remove-line"; key: string; /** Only where nobody has written into it. */ ifBlank?: true }
  | { type: "move-line"; key: string; place: number; /** Moves of one stroke are one step. */ stroke: string }
  | { type: "replace"; draft: Draft }
  | { type: "undo" }
  | { type: "redo" };

export interface History {
  past: readonly Draft[];
  present: Draft;
  future: readonly Draft[];
  /** The field that was changed last, and when (ms): what is typed into it without a pause is one step. */
  field: string;
  at: number;
}

const PAUSE_MS = 1500;
const MOST_STEPS = 200;

export function historyOf(draft: Draft): History {
  return { past: [], present: draft, future: [], field: "", at: 0 };
}

export function reduce(history: History, action: Action): History {
  const isKept = action.type === "remove-line" && action.ifBlank && history.present.lines.some((line) => line.key === action.key && !isBlank(line));
  return isKept ? history : changed(history, action);
}

function changed(history: History, action: Action): History {
  const { present } = history;
  switch (action.type) {
    case "edit":
      return step(history, { ...present, ...action.changes }, Object.keys(action.changes).join(), action.at);
    case "edit-line":
      return step(history, withLine(present, action.key, action.changes), `${action.key} ${Object.keys(action.changes).join()}`, action.at);
    case "tidy":
      return { ...history, present: { ...present, ...action.changes } };
    case "tidy-line":
      return { ...history, present: withLine(present, action.key, action.changes) };
    case "undo":
      return travelled(history, "past");
    case "redo":
      return travelled(history, "future");
    case "replace":
      return step(history, action.draft);
    case "move-line":
      return step(history, { ...present, lines: rearranged(present.lines, action) }, action.stroke);
    default:
      return step(history, { ...present, lines: rearranged(present.lines, action) });
  }
}

type Rearrangement = Extract<Action, { type: "add-line" | "remove-line" | "move-line" }>;

function rearranged(lines: readonly Line[], action: Rearrangement): readonly Line[] {
  if (action.type === "add-line") return lines.some((line) => line.key === action.line.key) ? lines : lines.toSpliced(action.place, 0, action.line);
  const at = lines.findIndex((line) => line.key === action.key);
  const line = lines[at];
  if (!line) return lines;
  const others = lines.toSpliced(at, 1);
  if (action.type === "remove-line") return others;
  return others.toSpliced(Math.max(0, Math.min(action.place, others.length)), 0, line);
}

function withLine(draft: Draft, key: string, changes: LineChanges): Draft {
  return { ...draft, lines: draft.lines.map((line) => (line.key === key ? { ...line, ...changes } : line)) };
}

function step(history: History, present: Draft, field = "", at = 0): History {
  const isSameStep = field !== "" && field === history.field && at - history.at < PAUSE_MS;
  const past = isSameStep ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present, future: [], field, at };
}

function travelled({ past, present, future }: History, to: "past" | "future"): History {
  const [from, towards] = to === "past" ? [past, future] : [future, past];
  const next = from.at(-1);
  if (!next) return { past, present, future, field: "", at: 0 };
  const [left, kept] = [from.slice(0, -1), [...towards, present]];
  return { past: to === "past" ? left : kept, future: to === "past" ? kept : left, present: next, field: "", at: 0 };
}
