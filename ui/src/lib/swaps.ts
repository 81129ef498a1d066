/** htmx, with our rules: no eval, no injected styles, the CSRF header, one words for failure, a thin bar when it takes long. */

import htmx from "htmx.org";
import { csrf } from "./http.ts";

let onTheWay = 0;

export function startSwaps(): void {
  Object.assign(htmx.config, {
    includeIndicatorStyles: false,
    allowEval: false,
    allowScriptTags: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "[45]..", swap: false, error: true },
    ],
  });
  const on = document.addEventListener.bind(document);
  on("htmx:configRequest", (event) => {
    (event as CustomEvent<{ headers: Record<string, string> }>).detail.headers["X-CSRF-Token"] = csrf(); // htmx's shape
  });
  on("region:fresh", (event) => event.target instanceof Element && htmx.process(event.target));
  on("htmx:beforeRequest", () => busy(1));
  on("htmx:afterRequest", () => busy(-1));
  on("htmx:responseError", (event) => void failed(event));
  on("htmx:sendError", (event) => void failed(event));
}

function busy(step: number): void {
  onTheWay += step;
  document.documentElement.toggleAttribute("data-busy", onTheWay > 0);
}

async function failed(event: Event): Promise<void> {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail; // htmx's shape
  if (xhr.status === 401) location.reload();
  else (await import("./toasts.ts")).toastFailure(xhr.status, xhr.getResponseHeader("X-Request-Id") ?? "");
}
