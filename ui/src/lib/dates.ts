/** Calendar days, as ISO 8601 texts. A day has no time and no zone. */

/** Return the day so many days later; "" where the text is no day. */
export function daysAfter(day: string, days: number): string {
  const at = instantOf(day);
  if (at === undefined) return "";
  at.setUTCDate(at.getUTCDate() + days);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 10);
}

/** Return a day as people say it, without the year where it is that of `today`: "2 Dec", "3 Jan 2027". */
export function shortDay(day: string, today: string, language: string): string {
  const at = instantOf(day);
  if (at === undefined) return "";
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: "numeric" as const };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { day: "numeric", month: "short", timeZone: "UTC", ...year }).format(at);
}

function instantOf(day: string): Date | undefined {
  const at = new Date(`${day}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/u.test(day) && !Number.isNaN(at.getTime()) ? at : undefined;
}
