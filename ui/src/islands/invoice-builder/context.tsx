/** What the pieces of the builder share: the draft and its changes, how it is saved, what it looks like, what is wrong. */

import { createContext, use, useReducer, useState, type ActionDispatch, type ReactNode } from "react";
import type { BuilderProps, DraftStanding } from "../../api/builder.ts";
import { useAutosave, useNews } from "./hooks/useAutosave.ts";
import { useIssue, type Issue } from "./hooks/useIssue.ts";
import { usePreview, type Preview } from "./hooks/usePreview.ts";
import { blankLine, bodyOf, draftFrom, taxOf, written, type Draft, type DraftBody } from "./model/draft.ts";
import { kept } from "./model/keep.ts";
import { historyOf, reduce, type Action } from "./model/reducer.ts";
import type { Saver, SaveState } from "./model/saver.ts";
import { errorsOf, NO_ERRORS, type Errors } from "./model/words.ts";

export interface BuilderState {
  props: BuilderProps;
  /** What was typed into the client's field before the builder was there. */
  early: string;
  draft: Draft;
  body: DraftBody;
  dispatch: ActionDispatch<[Action]>;
  canUndo: boolean;
  canRedo: boolean;
  saver: Saver;
  save: SaveState;
  standing: DraftStanding;
  preview: Preview;
  issue: Issue;
  /** By the pointer of their field. */
  errors: Errors;
  /** Those of them that kept the invoice from being issued. */
  lacking: Errors;
  /** Rises with every refusal, so that the summary can take the focus. */
  refusals: number;
  /** The draft was found in this browser, where it waited to be saved. */
  wasRestored: boolean;
  /** Whether a conflict is being looked at; put aside, it waits in the top bar. */
  review: { isOpen: boolean; open: () => void; close: () => void };
}

const Context = createContext<BuilderState | undefined>(undefined);

export function useBuilder(): BuilderState {
  const state = use(Context);
  if (!state) throw new Error("useBuilder is for parts of BuilderProvider");
  return state;
}

export function BuilderProvider({ props, early, children }: { props: BuilderProps; early: string; children: ReactNode }) {
  const [start] = useState(() => startOf(props));
  const [history, dispatch] = useReducer(reduce, start.draft, historyOf);
  const [lacking, setLacking] = useState<{ errors: Errors; body: DraftBody | undefined; count: number }>({ errors: NO_ERRORS, body: undefined, count: 0 });
  const draft = history.present;
  const body = bodyOf(draft);
  const { saver, save, standing } = useAutosave(draft, body, { ...start, home: props.home, id: props.id, standing: props.standing, onCreated: (id) => window.history.replaceState(null, "", `${props.home}/invoices/${id}/edit`) });
  useNews(saver, props.asks_approval);
  const [putAside, setPutAside] = useState<SaveState>();
  const review = { isOpen: putAside !== save, open: () => setPutAside(undefined), close: () => setPutAside(save) };
  const preview = usePreview(written(draft), props.home);
  const issue = useIssue(saver, props.home, prepare, (problems) => setLacking(({ count }) => ({ errors: errorsOf(problems), body, count: count + 1 })));
  const missing = stillWrong(lacking, body);
  const errors = save.status === "refused" ? { ...missing, ...errorsOf(save.errors) } : missing;
  const shared = { props, early, draft, body, dispatch, canUndo: history.past.length > 0, canRedo: history.future.length > 0, saver, save, standing, preview, issue, errors, lacking: missing, refusals: lacking.count, wasRestored: start.wasRestored, review };
  // oxlint-disable-next-line react/jsx-no-constructed-context-values -- drawn anew only when something in it changed
  return <Context value={shared}>{children}</Context>;

  /** Lines that nobody has written into are not issued. */
  function prepare(): void {
    const whole = written(draft);
    if (whole === draft || whole.lines.length === 0) return;
    dispatch({ type: "replace", draft: whole });
    saver.change({ draft: whole, body: bodyOf(whole) });
  }
}

interface Start {
  draft: Draft;
  stored: DraftBody;
  wasRestored: boolean;
  /** What it was made from: an older one than the server's is a conflict as soon as it is saved. */
  revision: number;
}

/** Return the server's draft, or what was typed into it and never reached the server. */
function startOf(props: BuilderProps): Start {
  const loaded = draftFrom(props.draft, props.client, props);
  const [tax] = props.taxes;
  const lines = loaded.lines.length > 0 ? loaded.lines : [blankLine(tax ? taxOf(tax) : "0 Z")];
  const draft = { ...loaded, lines };
  const stored = bodyOf(draft);
  // whoever asks for a new invoice to a client does not mean the one that was begun before
  const local = props.id === null && props.client ? undefined : kept(props.home, props.id);
  if (!local || JSON.stringify(bodyOf(local.draft)) === JSON.stringify(stored)) return { draft, stored, wasRestored: false, revision: props.revision };
  return { draft: local.draft, stored, wasRestored: true, revision: local.revision };
}

/** Return the errors of fields that say the same as when they were refused. */
function stillWrong({ errors, body }: { errors: Errors; body: DraftBody | undefined }, now: DraftBody): Errors {
  if (!body || errors === NO_ERRORS) return NO_ERRORS;
  return Object.fromEntries(Object.entries(errors).filter(([pointer]) => JSON.stringify(valueAt(body, pointer)) === JSON.stringify(valueAt(now, pointer))));
}

function valueAt(body: DraftBody, pointer: string): unknown {
  return pointer.split("/").slice(1).reduce<unknown>((value, name) => (value !== null && typeof value === "object" ? Reflect.get(value, name) : undefined), body);
}
