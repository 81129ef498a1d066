import { useEffect, useState, useSyncExternalStore } from "react";
import type { DraftBody, Draft } from "../model/draft.ts";
import { Saver, type SaverOptions, type SaveState } from "../model/saver.ts";

/** Save what is typed; the saver itself is for what goes beyond: issuing, conflicts. */
export function useAutosave(draft: Draft, body: DraftBody, options: SaverOptions): { saver: Saver; save: SaveState } {
  const [saver] = useState(() => new Saver(options));
  const save = useSyncExternalStore(saver.subscribe, saver.state);
  useEffect(() => saver.change({ draft, body }));
  useEffect(() => {
    const online = (): void => void (saver.state().status === "offline" && saver.flush());
    const leave = (): void => saver.leave();
    // a page that comes back from the browser's memory may show a draft that was issued since
    const back = (event: PageTransitionEvent): void => void (event.persisted && location.reload());
    window.addEventListener("pageshow", back);
    window.addEventListener("online", online);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pageshow", back);
      window.removeEventListener("online", online);
      window.removeEventListener("pagehide", leave);
      saver.stop();
    };
  }, [saver]);
  return { saver, save };
}
