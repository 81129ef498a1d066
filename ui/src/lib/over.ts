/** A session that is over, as an open page notices it: fetched only then. */

import { toast } from "./toasts.ts";

/** Ask whether the session is over: no waiting brings that back. */
export async function isOver(url: string): Promise<boolean> {
  const at = document.body.dataset["renderedAt"] ?? "";
  const answer = await fetch(`${url}/stale?at=${encodeURIComponent(at)}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
  return answer?.status === 401;
}

export function signedOut(): void {
  const back = encodeURIComponent(location.pathname + location.search);
  toast({ tone: "danger", text: "You are signed out", note: "What stands here may be old, and nothing more is saved.", action: { label: "Sign in", run: () => location.assign(`/login?next=${back}`) } });
}
