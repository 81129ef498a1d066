import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aSaver, BLANK, offline, refused, server, typed } from "./given.ts";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a look at the draft brings where it stands, and leaves alone what is typed", async () => {
  const standing = { state: "returned", by: "Katrin Albers", by_you: false, note: "Say which order this is." };
  const fetched = server(() => Response.json({ id: "d1", revision: 3, standing }));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await saver.look();
  expect([saver.standing(), saver.state().status]).toEqual([standing, "waiting"]);
  expect(fetched.mock.calls[0]?.[1]?.method).toBe("GET");
});

test("a look finds out that the draft was issued, and saves nothing more", async () => {
  const fetched = server(refused(409, "invoice.not_a_draft"));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await saver.look();
  await vi.advanceTimersByTimeAsync(5000);
  expect([saver.state().status, fetched.mock.calls.length]).toEqual(["gone", 1]);
});

test("a look that ends it keeps nothing in this browser that was stored already", async () => {
  server(refused(401, "session.ended"));
  const { saver } = aSaver();
  saver.change({ draft: BLANK, body: saver.stored });
  await saver.look();
  expect([saver.state().status, localStorage.length]).toEqual(["signed-out", 0]);
});

test("a look that cannot be had changes nothing", async () => {
  server(offline);
  const { saver } = aSaver();
  await saver.look();
  expect(saver.state()).toEqual({ status: "blank" });
});
