import { useEffect, useState, useSyncExternalStore } from "react";
import type { DraftStanding } from "../../../api/builder.ts";
import type { News } from "../../../lib/live.ts";
import { toast } from "../../../lib/toasts.ts";
import type { DraftBody, Draft } from "../model/draft.ts";
import { Saver, type SaverOptions, type SaveState } from "../model/saver.ts";

/** Save what is typed; the saver itself is for what goes beyond: issuing, conflicts. */
export function useAutosave(draft: Draft, body: DraftBody, options: SaverOptions): { saver: Saver; save: SaveState; standing: DraftStanding } {
  const [saver] = useState(() => new Saver(options));
  const save = useSyncExternalStore(saver.subscribe, saver.state);
  const standing = useSyncExternalStore(saver.subscribe, saver.standing);
  useEffect(() => saver.change({ draft, body }));
  useEffect(() => {
    if (save.status === "not-allowed") toast({ tone: "danger", text: "Nothing more is saved", note: save.message });
  }, [save]);
  useEffect(() => {
    const online = (): void => void (saver.state().status === "offline" && saver.flush());
    // whose role was changed back goes on where they were; a draft may have been issued meanwhile, in another tab say
    const focus = (): void => void (saver.state().status === "not-allowed" ? saver.flush() : saver.look());
    const leave = (): void => saver.leave();
    // a page that comes back from the browser's memory may show a draft that was issued since
    const back = (event: PageTransitionEvent): void => void (event.persisted && location.reload());
    window.addEventListener("pageshow", back);
    window.addEventListener("online", online);
    window.addEventListener("focus", focus);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pageshow", back);
      window.removeEventListener("online", online);
      window.removeEventListener("focus", focus);
      window.removeEventListener("pagehide", leave);
      saver.stop();
    };
  }, [saver]);
  return { saver, save, standing };
}

const GATHER_MS = 300;

/** Look where the draft stands when there is news of it. What is typed stays as it is. */
export function useNews(saver: Saver, isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hear = ({ detail }: CustomEvent<News>): void => {
      if (detail.topic === "invoice" && detail.object_id !== saver.id) return;
      clearTimeout(timer);
      timer = setTimeout(() => void saver.look(), GATHER_MS);
    };
    const topics = ["live:invoice", "live:reload"];
    for (const topic of topics) document.addEventListener(topic, hear as EventListener); // lib/live.ts dispatches them
    return () => {
      clearTimeout(timer);
      for (const topic of topics) document.removeEventListener(topic, hear as EventListener);
    };
  }, [saver, isWanted]);
}
