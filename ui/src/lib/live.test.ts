import { expect, test, vi } from "vitest";
import { hear, type News } from "./live.ts";

test("news becomes an event that islands can listen to", () => {
  const heard = vi.fn<(event: Event) => void>();
  document.addEventListener("live:invoice", heard);
  hear({ topic: "invoice", object_id: "7" });
  const event = heard.mock.calls[0]?.[0] as CustomEvent<News>; // dispatched by hear
  expect(event.detail.object_id).toBe("7");
});
