/** One way to talk to our own API: JSON in, JSON out, the CSRF header, abort, and one shape of failure (RFC 9457). */

export interface FieldProblem {
  code: string;
  /** RFC 6901 pointer into what was sent, for example /lines/0/quantity. */
  pointer: string;
  message: string;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: readonly FieldProblem[] = [],
    readonly instance = "",
  ) {
    super(message);
    this.name = "Problem";
  }

  /** True where trying the same again can help. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === "idempotency.in_flight";
  }
}

export interface Options {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** The request outlives the page. */
  keepalive?: boolean;
}

export function csrf(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
}

/**
 * Send a request to our own server and return what it answers.
 *
 * Throws `Problem` for every answer that is not a success and for a lost connection (status 0), and the signal's
 * reason when aborted. The caller says what shape it expects; the server's OpenAPI promises it.
 */
export async function request<Answer>(url: string, options: Options = {}): Promise<Answer> {
  const response = await send(url, options);
  if (!response.ok) throw await problem(response);
  if (response.status === 204) return undefined as Answer; // callers of bodiless answers ask for `undefined`
  return (await response.json()) as Answer; // the server's OpenAPI promises the shape
}

async function send(url: string, options: Options): Promise<Response> {
  try {
    return await fetch(url, initOf(options));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem(0, "offline", "You are offline. Nothing was changed.");
  }
}

function initOf({ method = "GET", body, signal, headers = {}, keepalive = false }: Options): RequestInit {
  const all: Record<string, string> = { Accept: "application/json", ...headers };
  if (method !== "GET") all["X-CSRF-Token"] = csrf();
  if (body !== undefined) all["Content-Type"] = "application/json";
  const init: RequestInit = { method, headers: all, credentials: "same-origin", keepalive };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (signal) init.signal = signal;
  return init;
}

async function problem(response: Response): Promise<Problem> {
  const fallback = "Nothing was changed. Try again in a moment.";
  try {
    const body = (await response.json()) as Partial<ProblemBody>; // RFC 9457; every member may be missing
    const message = body.detail ?? body.title ?? fallback;
    return new Problem(response.status, body.code ?? "error", message, body.errors ?? [], body.instance ?? "");
  } catch {
    return new Problem(response.status, "error", fallback);
  }
}

interface ProblemBody {
  title: string;
  detail: string;
  code: string;
  instance: string;
  errors: FieldProblem[];
}
