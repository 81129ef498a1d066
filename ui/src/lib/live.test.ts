import { expect, test, vi } from "vitest";
import { hear, type News, setState, startLive } from "./live.ts";

test("news becomes an event that islands can listen to", () => {
  const heard = vi.fn<(event: Event) => void>();
  document.addEventListener("live:invoice", heard);
  hear({ topic: "invoice", object_id: "7" });
  const event = heard.mock.calls[0]?.[0] as CustomEvent<News>; // dispatched by hear
  expect(event.detail.object_id).toBe("7");
});

test("a page that is over for its reader loads itself anew, once", () => {
  document.body.innerHTML = '<span data-live-state="live"><i></i><span>Live</span></span>';
  const reload = vi.fn<() => void>();
  vi.stubGlobal("location", { reload });
  setState("ended");
  setState("ended");
  expect(reload).toHaveBeenCalledOnce();
  expect(document.querySelector("[data-live-state=ended]")?.textContent).toBe("Ended");
});

test("a tab that follows asks for what it missed when another one begins to lead", async () => {
  const url = "/app/studio/live";
  document.body.dataset["liveUrl"] = url;
  document.body.dataset["renderedAt"] = "2026-11-23T21:00:00Z";
  const ask = vi.fn<(address: string) => Promise<Response>>(async () => Response.json({ stale: true }));
  vi.stubGlobal("fetch", ask);
  vi.stubGlobal("navigator", { locks: { request: () => new Promise(() => {}) } }); // held by the tab that leads
  const missed = vi.fn<() => void>();
  document.addEventListener("live:reload", missed);
  startLive();
  await vi.waitFor(() => expect(missed).toHaveBeenCalledOnce());
  new BroadcastChannel(`live:${url}`).postMessage({ state: "live" }); // oxlint-disable-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
  await vi.waitFor(() => expect(missed).toHaveBeenCalledTimes(2));
  expect(ask).toHaveBeenCalledTimes(2);
});
