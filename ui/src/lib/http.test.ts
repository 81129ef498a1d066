import { afterEach, expect, test, vi } from "vitest";
import { Problem, request } from "./http.ts";

afterEach(() => vi.unstubAllGlobals());

/** Stand in for the network, which lies outside of what is tested here. */
function server(answer: () => Promise<Response>) {
  const fetched = vi.fn<typeof fetch>(answer);
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

test("an answer is returned as its JSON", async () => {
  server(() => Promise.resolve(Response.json({ total: "1.00" })));
  await expect(request("/totals")).resolves.toEqual({ total: "1.00" });
});

test("an unsafe request carries the CSRF token and its body as JSON", async () => {
  document.head.innerHTML = '<meta name="csrf" content="token">';
  const fetched = server(() => Promise.resolve(new Response(null, { status: 204 })));
  await request("/drafts/1", { method: "PUT", body: { note: "hi" } });
  expect(fetched.mock.calls[0]?.[1]).toMatchObject({
    method: "PUT",
    body: '{"note":"hi"}',
    headers: { "X-CSRF-Token": "token", "Content-Type": "application/json" },
  });
});

test("a refusal becomes a problem with its code and every field's error", async () => {
  const body = { detail: "Look again.", code: "invalid", errors: [{ code: "too_many_decimals", pointer: "/amount", message: "Euro has two decimals." }], instance: "req_1" };
  server(() => Promise.resolve(Response.json(body, { status: 422 })));
  const problem = await caught();
  expect(problem).toMatchObject({ status: 422, code: "invalid", message: "Look again.", instance: "req_1", isTemporary: false });
  expect(problem.errors[0]?.pointer).toBe("/amount");
});

test("an error page of a proxy is a problem as well", async () => {
  server(() => Promise.resolve(new Response("<html>", { status: 502 })));
  expect(await caught()).toMatchObject({ status: 502, code: "error", isTemporary: true });
});

test("a lost connection is a problem that says nothing was changed", async () => {
  server(() => Promise.reject(new TypeError("Failed to fetch")));
  expect(await caught()).toMatchObject({ status: 0, code: "offline", isTemporary: true });
});

test("an aborted request is no problem", async () => {
  const stop = new AbortController();
  stop.abort();
  server(() => Promise.reject(stop.signal.reason));
  await expect(request("/x", { signal: stop.signal })).rejects.not.toBeInstanceOf(Problem);
});

async function caught(): Promise<Problem> {
  const error: unknown = await request("/x").catch((reason: unknown) => reason);
  if (error instanceof Problem) return error;
  throw new Error("no problem was thrown");
}
