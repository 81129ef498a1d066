/**
 * Numbers as people type them, turned into the one spelling that the server reads, and back. Text only: nothing is ever
 * computed here, so nothing can be rounded.
 */

export interface Separators {
  /** What stands before the decimals, and what between the thousands. */
  point: string;
  comma: string;
}

const GROUPED = /^(?<head>[1-9]\d{0,2})(?<sep>[,.'’ \u00A0\u202F])(?<groups>\d{3}(?:\k<sep>\d{3})*)(?:(?!\k<sep>)[.,](?<rest>\d*))?$/u;

export function separatorsOf(language: string): Separators {
  const parts = new Intl.NumberFormat(language, { useGrouping: true }).formatToParts(1_234_567.8);
  const of = (type: string, otherwise: string): string => parts.find((part) => part.type === type)?.value ?? otherwise;
  return { point: of("decimal", "."), comma: of("group", ",") };
}

/**
 * Return the server's spelling of a typed number: "1,450.00" is "1450.00", "1,5" is "1.5".
 *
 * Where a text can be read in two ways ("1,450"), the language decides. What is no number is returned as it was typed:
 * the server says what is wrong with it, at its field.
 */
export function canonical(typed: string, language: string): string {
  const text = typed.trim();
  const sign = /^[-−]/u.test(text) ? "-" : "";
  const digits = text.replace(/^[-−]/u, "");
  const read = plain(digits) ?? grouped(digits, separatorsOf(language)) ?? decimals(digits);
  return read === undefined ? text : sign + read;
}

function plain(text: string): string | undefined {
  return /^\d+$/u.test(text) ? text : undefined;
}

/** Thousands in groups of three; one group without decimals counts as such only with the language's own separator. */
function grouped(text: string, { comma }: Separators): string | undefined {
  const { head, sep, groups, rest } = GROUPED.exec(text)?.groups ?? {};
  if (head === undefined || sep === undefined || groups === undefined) return undefined;
  const isSure = rest !== undefined || groups.length > 3 || !/[.,]/u.test(sep);
  return isSure || sep === comma ? joined(head + groups.replaceAll(sep, ""), rest) : undefined;
}

function decimals(text: string): string | undefined {
  const { whole = "", rest = "" } = /^(?<whole>\d*)[.,](?<rest>\d*)$/u.exec(text)?.groups ?? {};
  return whole === "" && rest === "" ? undefined : joined(whole || "0", rest);
}

function joined(whole: string, rest = ""): string {
  return rest === "" ? whole : `${whole}.${rest}`;
}

/** Spell a typed number as the language writes it; what is no number stays as it was typed. */
export function tidied(typed: string, language: string, atLeast = 0): string {
  return spelled(canonical(typed, language), language, atLeast);
}

/** Return a number of the server's spelling as the language writes it, with at least so many decimals. */
export function spelled(number: string, language: string, atLeast = 0): string {
  const found = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<rest>\d+))?$/u.exec(number)?.groups;
  if (!found) return number;
  const { sign = "", whole = "", rest = "" } = found;
  const { point, comma } = separatorsOf(language);
  const padded = rest.replace(/0+$/u, "").padEnd(atLeast, "0");
  return sign.replace("-", "−") + whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, comma) + (padded && point + padded);
}
