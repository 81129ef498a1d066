import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bodyOf } from "./draft.ts";
import { aSaver, BLANK, HOME, offline, refused, saved, server, typed } from "./given.ts";
import { kept } from "./keep.ts";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function sent(fetched: ReturnType<typeof server>, call: number): { method: unknown; url: unknown; headers: Record<string, string>; reference: string } {
  const [url, init] = fetched.mock.calls[call] ?? [];
  const { reference } = JSON.parse(String(init?.body)) as { reference: string }; // sent by the saver
  return { url, method: init?.method, headers: init?.headers as Record<string, string>, reference };
}

test("a change is saved after a pause, with the revision that was read", async () => {
  const fetched = server(saved(4));
  const { saver } = aSaver();
  saver.change(typed("A"));
  saver.change(typed("AB"));
  await vi.advanceTimersByTimeAsync(599);
  expect(fetched).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(sent(fetched, 0)).toMatchObject({ method: "PUT", url: `${HOME}/invoices/d1/draft`, reference: "AB", headers: { "If-Match": '"3"' } });
  expect([saver.state().status, saver.revision, fetched.mock.calls.length]).toEqual(["saved", 4, 1]);
});

test("what is typed while a request is on its way is saved after it, never beside it", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const fetched = server(() => promise, saved(5));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  saver.change(typed("AB"));
  await vi.advanceTimersByTimeAsync(5000);
  expect(fetched).toHaveBeenCalledOnce();
  resolve(saved(4)());
  await vi.advanceTimersByTimeAsync(0);
  expect(sent(fetched, 1)).toMatchObject({ reference: "AB", headers: { "If-Match": '"4"' } });
});

test("a new draft is created at its first change, under one key however often that is tried", async () => {
  const fetched = server(offline, saved(1), saved(2));
  const { saver, onCreated } = aSaver({ id: null, revision: 0 });
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  saver.change(typed("AB"));
  await vi.advanceTimersByTimeAsync(600);
  const [first, second, third] = [sent(fetched, 0), sent(fetched, 1), sent(fetched, 2)];
  expect([first.method, second.method, third.method]).toEqual(["POST", "POST", "PUT"]);
  expect(second).toEqual(first);
  expect([third.reference, saver.id]).toEqual(["AB", "d1"]);
  expect(onCreated).toHaveBeenCalledExactlyOnceWith("d1");
});

test("while the first try is still being worked on, the same is tried again under the same key", async () => {
  const fetched = server(refused(409, "idempotency.in_flight"), saved(1), saved(2));
  const { saver, onCreated } = aSaver({ id: null, revision: 0 });
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  expect(saver.state().status).toBe("offline");
  saver.change(typed("AB"));
  await vi.advanceTimersByTimeAsync(5000);
  const [first, second, third] = [sent(fetched, 0), sent(fetched, 1), sent(fetched, 2)];
  expect(second).toEqual(first);
  expect(third).toMatchObject({ method: "PUT", reference: "AB" });
  expect([onCreated.mock.calls, saver.state().status]).toEqual([[["d1"]], "saved"]);
});

test("offline the draft is kept in the browser, tried again, and forgotten once it is saved", async () => {
  server(offline, saved(4));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  expect(saver.state()).toEqual({ status: "offline", message: "Not saved, you are offline" });
  expect(kept(HOME, "d1")).toMatchObject({ revision: 3, draft: { reference: "A" } });
  await vi.advanceTimersByTimeAsync(5000);
  expect([saver.state().status, kept(HOME, "d1")]).toEqual(["saved", undefined]);
});

test("in conflict nothing is overwritten until the member decides", async () => {
  const theirs = { id: "d1", revision: 7, edited_by: "Jonas Weber", edited: "just now", draft: {}, client: null };
  const fetched = server(refused(409, "invoice.stale"), () => Response.json(theirs), saved(8));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  expect(saver.state()).toMatchObject({ status: "conflict", theirs: { edited_by: "Jonas Weber" } });
  saver.change(typed("AB"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetched).toHaveBeenCalledTimes(2);
  await saver.keepMine();
  expect(sent(fetched, 2)).toMatchObject({ reference: "AB", headers: { "If-Match": '"7"' } });
});

test("theirs are taken without a request, and the next change builds on them", async () => {
  const fetched = server(refused(409, "invoice.stale"), () => Response.json({ revision: 7 }), saved(8));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  saver.takeTheirs(typed("theirs"), 7);
  await vi.advanceTimersByTimeAsync(5000);
  expect(fetched).toHaveBeenCalledTimes(2);
  saver.change(typed("theirs and mine"));
  await vi.advanceTimersByTimeAsync(600);
  expect(sent(fetched, 2)).toMatchObject({ headers: { "If-Match": '"7"' } });
});

test("what the server refuses is told field by field, and saved when it is mended", async () => {
  const errors = [{ code: "number.malformed", pointer: "/lines/0/quantity", message: "Write a number." }];
  server(refused(422, "invalid", { errors }), saved(4));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  expect(saver.state()).toEqual({ status: "refused", errors });
  saver.change(typed("B"));
  await vi.advanceTimersByTimeAsync(600);
  expect(saver.state().status).toBe("saved");
});

test("a draft that was issued or discarded meanwhile is not saved any more", async () => {
  const fetched = server(refused(404, "invoice.not_found"));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  saver.change(typed("B"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([saver.state().status, fetched.mock.calls.length]).toEqual(["gone", 1]);
});

test("who is signed out keeps what was typed until they are back", async () => {
  server(refused(401, "session.required"));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  expect(saver.state()).toEqual({ status: "signed-out", message: "Not saved, you are signed out" });
  expect(kept(HOME, "d1")).toMatchObject({ draft: { reference: "A" } });
});

test.each(["csrf", "session.ended"])("a page that was made for another session is told to sign in, which loads it anew: %s", async (code) => {
  server(refused(403, code));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  expect(saver.state()).toMatchObject({ status: "signed-out" });
});

test("while nothing can be saved, what is typed is kept and the way out stays where it is", async () => {
  const fetched = server(refused(401, "session.required"));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  const told = saver.state();
  saver.change(typed("AB"));
  await vi.advanceTimersByTimeAsync(5000);
  expect([saver.state(), fetched.mock.calls.length]).toEqual([told, 1]);
  expect(kept(HOME, "d1")).toMatchObject({ draft: { reference: "AB" } });
});

test("whose role was lowered is told so in the server's words, and goes on when it is raised again", async () => {
  const detail = "Your role does not allow this. Ask Mara Petersen.";
  server(refused(403, "permission.denied", { detail }), saved(4));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(600);
  expect(saver.state()).toEqual({ status: "not-allowed", message: detail });
  await expect(saver.flush()).resolves.toBe(true);
  expect(saver.state().status).toBe("saved");
});

test.each([
  ["permission.denied", 403, "not-allowed"],
  ["not_found", 404, "not-allowed"],
  ["tenant.closing", 409, "not-allowed"],
  ["invoice.not_found", 404, "gone"],
  ["invoice.not_a_draft", 409, "gone"],
])("a save that ends with %s is %s and tried no more", async (code, status, expected) => {
  const fetched = server(refused(status, code));
  const { saver } = aSaver();
  saver.change(typed("A"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([saver.state().status, fetched.mock.calls.length]).toEqual([expected, 1]);
});

test("what is kept of a draft goes when it says again what is stored, and when it is discarded", async () => {
  server(offline);
  const { saver } = aSaver();
  for (const end of [() => saver.change({ draft: BLANK, body: bodyOf(BLANK) }), () => saver.abandon()]) {
    saver.change(typed("A"));
    await vi.advanceTimersByTimeAsync(600);
    expect(kept(HOME, "d1")).toBeDefined();
    end();
    expect(kept(HOME, "d1")).toBeUndefined();
  }
  saver.leave();
  expect(kept(HOME, "d1")).toBeUndefined();
});

test("leaving the page sends what is not saved, and keeps it in case that fails", async () => {
  const fetched = server(offline);
  const { saver } = aSaver();
  saver.change(typed("A"));
  saver.leave();
  expect(fetched.mock.calls[0]?.[1]).toMatchObject({ keepalive: true, method: "PUT" });
  await vi.advanceTimersByTimeAsync(0);
  expect(kept(HOME, "d1")).toMatchObject({ draft: { reference: "A" } });
});

test("flushing says whether all is stored", async () => {
  server(saved(4), offline);
  const { saver } = aSaver();
  saver.change(typed("A"));
  await expect(saver.flush()).resolves.toBe(true);
  saver.change(typed("B"));
  await expect(saver.flush()).resolves.toBe(false);
});
