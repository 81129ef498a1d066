/**
 * News from the server, one stream per browser: the tab that holds a lock reads it and tells the others.
 *
 * The stream sends unnamed messages, `{"topic": "invoice", "object_id": "..."}` (runtime/live.py). Each becomes a DOM
 * event `live:<topic>`, and every element with id and data-live="<topic> ..." is fetched anew from its page (or
 * data-live-src). The topic `reload` means that news may have been missed. At `event: over` somebody's session ended or
 * they left the tenant: the page asks whether that is so for it, and if it is it loads itself anew.
 */


export interface News {
  topic: string;
  object_id: string;
}
export type State = "live" | "paused" | "ended";
type Wire = { news: News } | { state: State };

const POLL_MS = 30_000;
const RETRY_MS = 5000;
const WORDS = { live: "Live", paused: "Paused, updating every 30 s", ended: "Ended" } as const;
let state: State = "live";
let poll: ReturnType<typeof setInterval> | undefined;

export function startLive(): void {
  const url = document.body.dataset["liveUrl"];
  if (!url) return;
  let stop = join(url);
  void catchUp(url);
  // a held lock keeps a page out of the back-forward cache
  window.addEventListener("pagehide", () => stop());
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    stop = join(url);
    void refresh();
  });
}

/** What a page needs only once something has happened. */
const late = () => import("./regions.ts"); // oxlint-disable-line typescript/explicit-function-return-type -- the module's own type

function join(url: string): () => void {
  const channel = new BroadcastChannel(`live:${url}`);
  const over = new AbortController();
  channel.addEventListener("message", (event: MessageEvent<Wire>) => receive(event.data, url));
  const tell = (wire: Wire): void => {
    channel.postMessage(wire); // oxlint-disable-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
    receive(wire, url);
  };
  navigator.locks.request(`live:${url}`, { signal: over.signal }, () => lead(url, tell, over.signal)).catch(() => {});
  return () => {
    over.abort();
    channel.close();
    clearInterval(poll);
  };
}

/** Read the stream until this tab goes away. The browser reconnects by itself, but not after an error answer. */
function lead(url: string, tell: (wire: Wire) => void, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource;
    const open = (): void => {
      source = new EventSource(url);
      source.addEventListener("open", () => tell({ state: "live" }));
      source.addEventListener("message", (event: MessageEvent<string>) => tell({ news: JSON.parse(event.data) as News })); // the server's own shape
      source.addEventListener("over", () => {
        source.close();
        ask();
      });
      source.addEventListener("error", () => {
        tell({ state: "paused" });
        if (source.readyState === EventSource.CLOSED) ask();
      });
    };
    const ask = (): void => void late().then(({ isOver }) => isOver(url)).then(again);
    const again = (ended: boolean): void => {
      if (over.aborted) return;
      if (!ended) setTimeout(open, RETRY_MS);
      else {
        tell({ state: "ended" });
        resolve(); // a tab that signs in again may read the stream, and tells this one
      }
    };
    over.addEventListener("abort", () => {
      source.close();
      resolve();
    });
    open();
  });
}

/** What changed between the writing of this page and its listening is not told again: ask, and fetch it. */
async function catchUp(url: string): Promise<void> {
  const at = document.body.dataset["renderedAt"];
  if (!at) return;
  const answer = await fetch(`${url}/stale?at=${encodeURIComponent(at)}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const told = (await answer.json()) as { stale: boolean; at: string }; // reporting/web/live.py
  document.body.dataset["renderedAt"] = told.at; // whatever came before is on the page, or about to be
  if (told.stale) hear({ topic: "reload", object_id: "" });
}

function receive(wire: Wire, url: string): void {
  if ("news" in wire) hear(wire.news);
  // another tab reads the stream from now on, and nobody told this one anything in between
  else if (wire.state === "live" && state === "live") void catchUp(url);
  else setState(wire.state);
}

export function hear(news: News): void {
  document.dispatchEvent(new CustomEvent(`live:${news.topic}`, { detail: news }));
  void refresh(news.topic === "reload" ? undefined : news.topic);
}

/** Fetch the regions that follow a topic, or all of them. */
async function refresh(topic?: string): Promise<void> {
  (await late()).markStale(topic);
}

export function setState(next: State): void {
  if (next === state) return;
  state = next;
  clearInterval(poll);
  if (next === "paused") poll = setInterval(refresh, POLL_MS);
  if (next === "live") void refresh();
  if (next === "ended") location.reload(); // to the sign-in page, or to the word that there is nothing here any more
  for (const badge of document.querySelectorAll<HTMLElement>("[data-live-state]")) {
    badge.dataset["liveState"] = next;
    const word = badge.lastElementChild;
    if (word) word.textContent = WORDS[next];
  }
}
