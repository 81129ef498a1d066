import { expect, test, vi } from "vitest";
import { hear, type News, setState } from "./live.ts";

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
