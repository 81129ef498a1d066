import { useEffect, useState } from "react";

export interface Match {
  id: string;
  title: string;
  note?: string;
  initials?: string;
}

/** `asked` is what the matches were found for, which lags behind what is typed. */
export type Found<M extends Match = Match> = { status: "loading" | "ready"; asked: string; matches: readonly M[] } | { status: "failed"; asked: string; matches: readonly M[]; message: string };

const PAUSE_MS = 120;

/** Search a little after the last key; keep the last answer until the next is there. Not asked while `typed` is undefined. */
export function useMatches<M extends Match>(typed: string | undefined, search: (typed: string, signal: AbortSignal) => Promise<readonly M[]>): Found<M> {
  const [found, setFound] = useState<Found<M>>({ status: "loading", asked: "", matches: [] });
  useEffect(() => {
    if (typed === undefined) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => void ask(typed, stop.signal), typed === "" ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };

    async function ask(text: string, signal: AbortSignal): Promise<void> {
      try {
        const matches = await search(text.trim(), signal);
        if (!signal.aborted) setFound({ status: "ready", asked: text, matches });
      } catch (error) {
        const message = error instanceof Error ? error.message : "The list could not be loaded.";
        if (!signal.aborted) setFound((last) => ({ status: "failed", asked: text, matches: last.matches, message }));
      }
    }
    // oxlint-disable-next-line react/exhaustive-deps -- a new function every render is no new question
  }, [typed]);
  return found;
}
