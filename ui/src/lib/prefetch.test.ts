import { expect, test } from "vitest";
import { worthwhile } from "./prefetch.ts";

function link(html: string): Element | null {
  document.body.innerHTML = html;
  return document.body.querySelector("a");
}

test("a link to another page of ours is worth fetching ahead", () => {
  expect(worthwhile(link(`<a href="${location.origin}/app/demo/invoices">Invoices</a>`))).toContain("/app/demo/invoices");
});

test.each([
  ["a download", `<a href="${location.origin}/x.pdf" download>PDF</a>`],
  ["another site", '<a href="https://example.com/">Elsewhere</a>'],
  ["a place on this page", `<a href="${location.href}#main">Down</a>`],
  ["a link that asks not to be", `<a href="${location.origin}/app/x" data-no-prefetch>Heavy</a>`],
])("%s is not", (_name, html) => {
  expect(worthwhile(link(html))).toBeUndefined();
});
