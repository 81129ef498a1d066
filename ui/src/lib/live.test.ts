import { expect, test, vi } from "vitest";
import { hear, type News, setState } from "./live.ts";

test("news becomes an event that islands can listen to", () => {
  const heard = vi.fn<(event: Event) => void>();
  document.addEventListener("live:invoice", heard);
  hear({ topic: "invoice", object_id: "7" });
  const event = heard.mock.calls[0]?.[0] as CustomEvent<News>; // dispatched by hear
  expect(event.detail.object_id).toBe("7");
});

test("a page whose session is over says so, and offers the way back", async () => {
  document.body.innerHTML = '<span data-live-state="live"><i></i><span>Live</span></span><section id="toasts"></section>';
  setState("ended");
  await vi.waitFor(() => expect(document.querySelector(".toast")?.textContent).toContain("You are signed out"));
  expect(document.querySelector("[data-live-state=ended]")?.textContent).toBe("Signed out");
});
