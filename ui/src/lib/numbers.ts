/**
 * How numbers stand in fields. The server alone reads what was typed (docs/rules/typed-numbers.md); here plain numbers are
 * only spelled neatly, and text is all they are: nothing is ever computed, so nothing can be rounded.
 */

import type { Notation } from "../api/builder.ts";

const PLAIN = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/u;
/** Where groups begin: of three digits, or in India of two above the last three. */
const THOUSANDS = /\B(?=(?:\d{3})+$)/gu;
const LAKHS = /\B(?=(?:\d{2})*\d{3}$)/gu;
const TYPED = /^([-−]?)(0|[1-9]\d*)(?:[.,](\d+))?$/u;

/** Spell a typed number neatly where it is plain to see which one it is; anything else stays as it was typed. */
export function tidied(typed: string, notation: Notation, atLeast = 0): string {
  const number = ours(typed, notation) ?? simple(typed);
  return number === undefined ? typed : spelled(number, notation, atLeast);
}

/** Return a number of the server's spelling as it stands in a field, with at least so many decimals. */
export function spelled(number: string, notation: Notation, atLeast = 0): string {
  const found = PLAIN.exec(number);
  if (!found) return number;
  const [, sign = "", whole = "", rest = ""] = found;
  const decimals = padded(whole, rest, notation, atLeast);
  const grouped = notation.is_sure || decimals ? whole.replaceAll(notation.higher === 2 ? LAKHS : THOUSANDS, notation.comma) : whole;
  return sign.replace("-", "−") + grouped + (decimals && notation.point + decimals);
}

/** Return the decimals as they are shown. 1,125 could be a thousand: one more zero makes it clear. */
function padded(whole: string, rest: string, { is_sure }: Notation, atLeast: number): string {
  const decimals = rest.replace(/0+$/u, "").padEnd(atLeast, "0");
  return !is_sure && isUnclear(whole, decimals) ? `${decimals}0` : decimals;
}

/** Return the number of a text that is spelled as fields spell it. */
function ours(typed: string, notation: Notation): string | undefined {
  const number = typed.replaceAll(notation.comma, "").replace(notation.point, ".").replace("−", "-");
  return spelled(number, notation, number.split(".")[1]?.length) === typed ? number : undefined;
}

function simple(typed: string): string | undefined {
  const [, sign = "", whole = "", rest = ""] = TYPED.exec(typed.trim()) ?? [];
  return whole === "" || isUnclear(whole, rest) ? undefined : `${sign && "-"}${whole}${rest && `.${rest}`}`;
}

function isUnclear(whole: string, decimals: string): boolean {
  return decimals.length === 3 && whole.length <= 3 && whole !== "0";
}
