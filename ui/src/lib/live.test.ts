import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as Live from "./live.ts";

const URL = "/app/studio/live";
let live: typeof Live;

beforeEach(async () => {
  vi.resetModules(); // each test opens a page of its own, which is live
  live = await import("./live.ts");
  document.body.innerHTML = '<section id="list" data-live="invoice"></section><span data-live-state="live"><i></i><span>Live</span></span>';
  document.body.dataset["liveUrl"] = URL;
  document.body.dataset["renderedAt"] = "2026-11-23T21:00:00Z";
});

afterEach(() => {
  window.dispatchEvent(new Event("pagehide")); // lets go of the stream and the channel
  vi.unstubAllGlobals();
});

/** Open a page whose stream another tab reads; return what it asked for, and a way to say what that tab would. */
async function following(...answers: { stale: boolean; at: string }[]): Promise<{ asked: string[]; hears: (state: string) => void }> {
  const asked: string[] = [];
  const answer = async (address: string): Promise<Response> => {
    asked.push(address);
    return address.startsWith(URL) ? Response.json(answers.shift()) : new Response("<p></p>");
  };
  vi.stubGlobal("fetch", answer);
  vi.stubGlobal("navigator", { locks: { request: () => new Promise(() => {}) } });
  live.startLive();
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  const channel = new BroadcastChannel(`live:${URL}`);
  return { asked, hears: (state) => channel.postMessage({ state }) }; // oxlint-disable-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
}

test("news becomes an event that islands can listen to", () => {
  const heard = vi.fn<(event: Event) => void>();
  document.addEventListener("live:invoice", heard, { once: true });
  live.hear({ topic: "invoice", object_id: "7" });
  const event = heard.mock.calls[0]?.[0] as CustomEvent<Live.News>; // dispatched by hear
  expect(event.detail.object_id).toBe("7");
});

test("a page that is over for its reader loads itself anew, once", () => {
  const reload = vi.fn<() => void>();
  vi.stubGlobal("location", { reload });
  live.setState("ended");
  live.setState("ended");
  expect(reload).toHaveBeenCalledOnce();
  expect(document.querySelector("[data-live-state=ended]")?.textContent).toBe("Ended");
});

test("a tab that follows asks what it missed when another one begins to lead, from where it last knew", async () => {
  const { asked, hears } = await following({ stale: true, at: "2026-11-23T21:05:00Z" }, { stale: false, at: "2026-11-23T21:09:00Z" });
  await vi.waitFor(() => expect(document.body.dataset["renderedAt"]).toBe("2026-11-23T21:05:00Z"));
  hears("live");
  await vi.waitFor(() => expect(document.body.dataset["renderedAt"]).toBe("2026-11-23T21:09:00Z"));
  const questions = asked.filter((address) => address.startsWith(URL));
  expect(questions).toEqual(["21%3A00%3A00Z", "21%3A05%3A00Z"].map((time) => `${URL}/stale?at=2026-11-23T${time}`));
});

test("a tab whose stream comes back fetches its page anew, and asks for nothing besides", async () => {
  const { asked, hears } = await following({ stale: false, at: "2026-11-23T21:05:00Z" }, { stale: true, at: "2026-11-23T21:09:00Z" });
  hears("paused");
  await vi.waitFor(() => expect(document.querySelector("[data-live-state=paused]")).not.toBeNull());
  hears("live");
  await vi.waitFor(() => expect(asked).toContain(location.href));
  expect(asked.filter((address) => address.startsWith(URL))).toHaveLength(1);
});
