import { useEffect, useState } from "react";

export interface Match {
  id: string;
  title: string;
  note?: string;
  initials?: string;
}

export type Found = { status: "loading" | "ready"; matches: readonly Match[] } | { status: "failed"; matches: readonly Match[]; message: string };

const PAUSE_MS = 120;
const NONE: Found = { status: "loading", matches: [] };

/** Search a little after the last key; keep the last answer until the next is there. Not asked while `typed` is undefined. */
export function useMatches(typed: string | undefined, search: (typed: string, signal: AbortSignal) => Promise<readonly Match[]>): Found {
  const [found, setFound] = useState<Found>(NONE);
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
        if (!signal.aborted) setFound({ status: "ready", matches });
      } catch (error) {
        const message = error instanceof Error ? error.message : "The list could not be loaded.";
        if (!signal.aborted) setFound((last) => ({ status: "failed", matches: last.matches, message }));
      }
    }
    // oxlint-disable-next-line react/exhaustive-deps -- a new function every render is no new question
  }, [typed]);
  return found;
}
