/**
 * The payer's page follows its invoice. Apart from live.ts, which serves all tabs of a signed-in browser by one stream:
 * a client has one page open, and signed-in pages shall not load a line for it.
 */

import { markStale } from "./regions.ts";

const RETRY_MS = 30_000;

/** Fetch the regions of the page anew whenever the stream says something, and when it opens: what came before is not told. */
export function followInvoice(url: string): void {
  const source = new EventSource(url);
  source.addEventListener("open", () => markStale());
  source.addEventListener("message", () => markStale());
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => followInvoice(url), RETRY_MS); // an error answer ends it
  });
}
