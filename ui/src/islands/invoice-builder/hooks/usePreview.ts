import { useEffect, useRef, useState } from "react";
import type { PreviewJson } from "../../../api/builder.ts";
import { request } from "../../../lib/http.ts";
import { bodyOf, type Draft } from "../model/draft.ts";

/** The last answer of the server, with the lines that its amounts belong to. */
export interface Shown extends PreviewJson {
  keys: readonly string[];
}

export type Preview = { status: "loading"; shown: Shown | undefined } | { status: "ready"; shown: Shown } | { status: "failed"; shown: Shown | undefined; message: string };

const PAUSE_MS = 120;

/** Ask for pages and figures a little after each change; the last answer stays until the next is there. */
export function usePreview(draft: Draft, home: string): Preview {
  const [preview, setPreview] = useState<Preview>({ status: "loading", shown: undefined });
  const isFirst = useRef(true);
  const body = bodyOf(draft);
  const asked = JSON.stringify(body);
  useEffect(() => {
    const stop = new AbortController();
    const keys = draft.lines.map((line) => line.key);
    setPreview(({ shown }) => ({ status: "loading", shown }));
    const timer = setTimeout(() => void ask(), isFirst.current ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };

    async function ask(): Promise<void> {
      isFirst.current = false;
      try {
        const answer = await request<PreviewJson>(`${home}/invoices/preview`, { method: "POST", body, signal: stop.signal });
        setPreview({ status: "ready", shown: { ...answer, keys } });
      } catch (error) {
        if (stop.signal.aborted) return;
        const message = error instanceof Error ? error.message : "There is no preview at the moment.";
        setPreview(({ shown }) => ({ status: "failed", shown, message }));
      }
    }
    // oxlint-disable-next-line react/exhaustive-deps -- what is asked is the body's text, and nothing else
  }, [asked]);
  return preview;
}
