import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openDialog } from "./dialogs.ts";

const page = '<dialog id="pay"><form><input name="amount"></form></dialog>';

beforeEach(() => {
  document.body.innerHTML = '<a href="/app/demo/payments/new?q=1" data-dialog>Record payment</a>';
});

afterEach(() => vi.unstubAllGlobals());

function link(): HTMLAnchorElement {
  const found = document.querySelector("a");
  if (!found) throw new Error("no link");
  return found;
}

test("a link opens what it leads to in a dialog, and asks for it as one", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: URL) => {
    asked.push(url.pathname + url.search);
    return Promise.resolve(new Response(page));
  });
  await openDialog(link());
  expect(asked).toEqual(["/app/demo/payments/new?q=1&as=dialog"]);
  expect(document.querySelector("dialog")?.open).toBe(true);
});

test("a closed dialog is gone, so that it is fetched anew", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(page)));
  await openDialog(link());
  document.querySelector("dialog")?.close();
  await vi.waitFor(() => expect(document.querySelector("dialog")).toBeNull());
});

test("where no dialog comes back, the link is followed", async () => {
  const assign = vi.fn<(url: string) => void>();
  vi.stubGlobal("location", { assign });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("gone", { status: 409 })));
  await openDialog(link());
  expect(assign).toHaveBeenCalledWith(link().href);
});
