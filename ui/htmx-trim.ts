import type { Plugin } from "vite";

/**
 * What our settings make unreachable in htmx 2.0.11: it needs eval, which the content security policy forbids (hx-on,
 * trigger conditions), or is switched off in `lib/swaps.ts` (history cache, script tags, indicator styles).
 */
const UNREACHABLE: readonly (readonly [name: string, result: string])[] = [
  ["internalEval", ""],
  ["processHxOnWildcard", ""],
  ["addHxOnEventHandler", ""],
  ["maybeGenerateConditional", "return null"],
  ["saveToHistoryCache", ""],
  ["getCachedHistory", "return null"],
  ["normalizeScriptTags", ""],
  ["insertIndicatorStyles", ""],
];

/** Cuts that out of the bundle: 3 kB gzip of 18, half of it because eval keeps the minifier from renaming anything. */
export function trimHtmx(): Plugin {
  return {
    name: "trim-htmx",
    transform(code, id) {
      return id.includes("htmx.org/dist/htmx.esm.js") ? UNREACHABLE.reduce(emptied, code) : undefined;
    },
  };
}

function emptied(code: string, [name, result]: readonly [string, string]): string {
  const body = new RegExp(`(\\n  function ${name}\\([^\\n]*\\{\\n).*?(\\n  \\}\\n)`, "su");
  if (!body.test(code)) throw new Error(`htmx has changed: ${name} is not there any more`);
  return code.replace(body, `$1${result}$2`);
}
