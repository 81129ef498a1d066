/** Light or dark: a cookie that the server reads, so that the next page arrives in its colours. */

const YEAR_S = 31_536_000;

export function toggleTheme(root = document.documentElement): "light" | "dark" {
  const next = isDark(root) ? "light" : "dark";
  root.dataset["theme"] = next;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // oxlint-disable-next-line unicorn/no-document-cookie -- cookieStore is not there on plain http
  document.cookie = `theme=${next}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
  return next;
}

function isDark(root: HTMLElement): boolean {
  const chosen = root.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function startTheme(): void {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-theme-toggle]")) toggleTheme();
  });
}
