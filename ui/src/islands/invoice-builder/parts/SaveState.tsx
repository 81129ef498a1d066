import { useEffect, useState } from "react";
import { Button } from "../../../kit/Button.tsx";
import { Icon } from "../../../kit/Icon.tsx";
import { useBuilder } from "../context.tsx";
import type { SaveState as State } from "../model/saver.ts";

const TICK_MS = 10_000;

/** Whether what is typed is safe, in words. */
export function SaveState() {
  const { save, errors, review, saver, props } = useBuilder();
  const way = wayOn(save, `${props.home}/invoices/${saver.id}`);
  const now = useNow();
  const words = wordsOf(save, now, Object.keys(errors).length);
  const news = save.status === "saved" ? "Saved" : save.status === "waiting" || save.status === "saving" ? "" : words;
  return (
    <span className="save-state hint" data-save={save.status} title={words}>
      {words && <Icon name={PICTURES[save.status] ?? "alert"} size="sm" />}
      <span>{words}</span>
      {save.status === "conflict" && !review.isOpen && <Button label="Review" size="sm" onPress={review.open} />}
      {way && (
        <a className="btn btn-secondary btn-sm" href={way.href}>
          {way.label}
        </a>
      )}
      <output className="vh">{news}</output>
    </span>
  );
}

const PICTURES: Partial<Record<State["status"], string>> = { waiting: "edit", saving: "edit", saved: "check" };

const WORDS = {
  blank: "",
  waiting: "Saving…",
  saving: "Saving…",
  "not-allowed": "Not saved, this is not allowed any more",
} as const;

/** Return where one goes on that cannot go on here. */
function wayOn(save: State, invoice: string): { label: string; href: string } | undefined {
  if (save.status === "signed-out") return { label: "Sign in", href: `/login?next=${encodeURIComponent(location.pathname)}` };
  return save.status === "gone" && save.isIssued ? { label: "Open invoice", href: invoice } : undefined;
}

function wordsOf(save: State, now: number, errorCount: number): string {
  switch (save.status) {
    case "saved":
      return `Saved ${ago(now - save.at)}`;
    case "refused":
      return errorCount > 1 ? `Not saved, ${errorCount} fields need another look` : "Not saved, one field needs another look";
    case "conflict":
      return save.theirs.by_you ? "Not saved, you changed this draft in another tab" : "Not saved, somebody else changed this draft";
    case "offline":
    case "gone":
    case "signed-out":
      return save.message;
    default:
      return WORDS[save.status];
  }
}

function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 2) return "just now";
  if (seconds < 60) return `${seconds} seconds ago`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? "a minute ago" : minutes < 60 ? `${minutes} minutes ago` : "over an hour ago";
}

/** The present, looked at every ten seconds: a clock is outside of React. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
