/** Saves a draft a little after each change: one request at a time, nothing overwritten, nothing lost. */

import type { DraftStanding, LoadedDraft, SavedDraft } from "../../../api/builder.ts";
import { Problem, request, type FieldProblem } from "../../../lib/http.ts";
import type { Draft, DraftBody } from "./draft.ts";
import { forget, keep } from "./keep.ts";

export type SaveState =
  | { status: "blank" }
  | { status: "waiting" }
  | { status: "saving" }
  | { status: "saved"; at: number }
  /** Kept in this browser and tried again. */
  | { status: "offline"; message: string }
  /** Kept in this browser until the member has signed in again, or may do it again. */
  | { status: "signed-out" | "not-allowed"; message: string }
  | { status: "refused"; errors: readonly FieldProblem[] }
  | { status: "conflict"; theirs: LoadedDraft }
  /** Issued or discarded meanwhile: there is nothing to save to. */
  | { status: "gone"; message: string; isIssued?: boolean };

export interface Typed {
  draft: Draft;
  body: DraftBody;
}

export interface SaverOptions {
  home: string;
  id: string | null;
  /** What is typed was made from it. */
  revision: number;
  /** What is stored already. */
  stored: DraftBody;
  standing: DraftStanding;
  onCreated: (id: string) => void;
}

const PAUSE_MS = 600;
const RETRY_MS = 5000;

export class Saver {
  #state: SaveState = { status: "blank" };
  #id: string | null;
  #revision: number;
  #stored: DraftBody;
  #standing: DraftStanding;
  #typed: Typed | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  /** What the draft is created with: the same for every try, as is the key, so that a lost answer makes no second one. */
  #creating: DraftBody | undefined;
  readonly #key = newId();
  readonly #home: string;
  readonly #onCreated: (id: string) => void;
  readonly #listeners = new Set<() => void>();

  constructor({ home, id, revision, stored, standing, onCreated }: SaverOptions) {
    this.#home = home;
    this.#id = id;
    this.#revision = revision;
    this.#stored = stored;
    this.#standing = standing;
    this.#onCreated = onCreated;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): SaveState => this.#state;

  get id(): string | null {
    return this.#id;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Where the draft stands with those who approve, as far as is known here. */
  readonly standing = (): DraftStanding => this.#standing;

  /** What the server holds, as far as is known here. */
  get stored(): DraftBody {
    return this.#stored;
  }

  /** Take what is typed now; it is saved after a pause. */
  change(typed: Typed): void {
    const isNews = !isSame(typed.body, this.#typed?.body ?? this.#stored);
    this.#typed = typed;
    if (!this.#isDirty) forget(this.#home, this.#id);
    else if (this.#isBarred) this.#keep();
    if (!isNews || this.#isHeld || this.#isBarred) return;
    this.#show({ status: this.#running ? "saving" : "waiting" });
    this.#later(PAUSE_MS);
  }

  /** Save at once. Resolves to true when all that is typed is stored. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#running;
    await this.#run();
    return !this.#isDirty && this.#id !== null;
  }

  /** Read where the draft stands now: somebody may have submitted it, decided about it, issued or discarded it. */
  async look(): Promise<void> {
    if (this.#id === null || this.#isHeld || this.#isBarred) return;
    try {
      this.#stand((await this.#read()).standing);
    } catch (error) {
      if (error instanceof Problem && !error.isTemporary) await this.#failed(error);
    }
  }

  /** Overwrite what somebody else saved. */
  async keepMine(): Promise<boolean> {
    if (this.#state.status === "conflict") this.#revision = this.#state.theirs.revision;
    this.#show({ status: "waiting" });
    return this.flush();
  }

  /** Go on from what somebody else saved; the caller shows it. */
  takeTheirs(typed: Typed, revision: number): void {
    this.#revision = revision;
    this.#stored = typed.body;
    this.#typed = typed;
    forget(this.#home, this.#id);
    this.#show({ status: "saved", at: Date.now() });
  }

  /** The draft is about to be discarded: nothing of it is saved or kept any more. */
  abandon(): void {
    this.stop();
    this.#show({ status: "gone", message: "" });
    forget(this.#home, this.#id);
  }

  /** Save nothing more by itself. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** The page goes away: keep what is not stored, and try to store it all the same. */
  leave(): void {
    if (!this.#isDirty || this.#isHeld) return;
    this.#keep();
    void this.#send({ keepalive: true }).then(() => forget(this.#home, this.#id), () => {});
  }

  get #isDirty(): boolean {
    return this.#typed !== undefined && !isSame(this.#typed.body, this.#stored);
  }

  get #isBarred(): boolean {
    return this.#state.status === "signed-out" || this.#state.status === "not-allowed";
  }

  get #isHeld(): boolean {
    return this.#state.status === "conflict" || this.#state.status === "gone";
  }

  #later(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), delay);
  }

  async #run(): Promise<void> {
    if (this.#running) return this.#running;
    if (!this.#isDirty && this.#id !== null) {
      if (this.#state.status !== "blank" && !this.#isHeld) this.#show({ status: "saved", at: Date.now() });
      return undefined;
    }
    this.#running = this.#saveAll();
    await this.#running;
    this.#running = undefined;
    return undefined;
  }

  /** Save, and again as long as something was typed meanwhile. */
  async #saveAll(): Promise<void> {
    this.#show({ status: "saving" });
    try {
      do await this.#send({});
      while (this.#isDirty);
      this.#show({ status: "saved", at: Date.now() });
    } catch (error) {
      await this.#failed(error);
    }
  }

  async #send(more: { keepalive?: boolean }): Promise<void> {
    const typed = this.#typed?.body ?? this.#stored;
    if (this.#id === null) return this.#create(typed, more);
    const headers = { "If-Match": `"${this.#revision}"` };
    const saved = await request<SavedDraft>(`${this.#home}/invoices/${this.#id}/draft`, { method: "PUT", body: typed, headers, ...more });
    this.#store(saved, typed);
    return undefined;
  }

  async #create(typed: DraftBody, more: { keepalive?: boolean }): Promise<void> {
    const body = (this.#creating ??= typed);
    const headers = { "Idempotency-Key": this.#key };
    const saved = await request<SavedDraft>(`${this.#home}/invoices/drafts`, { method: "POST", body, headers, ...more });
    forget(this.#home, null);
    this.#store(saved, body);
    this.#onCreated(saved.id);
  }

  #store(saved: SavedDraft, body: DraftBody): void {
    this.#id = saved.id;
    this.#revision = saved.revision;
    this.#stored = body;
    if (saved.approval !== this.#standing.state) this.#stand({ state: saved.approval, by: "", by_you: false, note: "" });
    forget(this.#home, saved.id);
  }

  async #failed(error: unknown): Promise<void> {
    const problem = error instanceof Problem ? error : new Problem(500, "crash", "Not saved. Your changes are kept in this browser.");
    this.#keep();
    if (!problem.isTemporary) this.#creating = undefined;
    if (problem.code === "invoice.stale") return this.#load();
    const end = endOf(problem);
    clearTimeout(this.#timer);
    if (end) this.#show(end);
    else this.#retry(problem);
    return undefined;
  }

  #retry(problem: Problem): void {
    this.#show({ status: "offline", message: problem.status === 0 ? "Not saved, you are offline" : "Not saved, trying again" });
    this.#later(RETRY_MS);
  }

  /** Read what somebody else saved. */
  async #load(): Promise<void> {
    try {
      const theirs = await this.#read();
      this.#stand(theirs.standing);
      clearTimeout(this.#timer);
      this.#show({ status: "conflict", theirs });
    } catch (error) {
      await this.#failed(error);
    }
  }

  #read(): Promise<LoadedDraft> {
    return request<LoadedDraft>(`${this.#home}/invoices/${this.#id}/draft`);
  }

  #stand(standing: DraftStanding): void {
    if (isSame(standing, this.#standing)) return;
    this.#standing = standing;
    this.#tell();
  }

  #keep(): void {
    if (this.#typed && this.#isDirty) keep(this.#home, this.#id, { draft: this.#typed.draft, revision: this.#revision });
  }

  #show(state: SaveState): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Return what a failure means for saving, where trying again by itself does not help. */
function endOf({ status, code, message, errors }: Problem): SaveState | undefined {
  if (status === 422) return { status: "refused", errors };
  if (code === "invoice.not_found") return { status: "gone", message: "Somebody discarded this draft." };
  if (code === "invoice.not_a_draft") return { status: "gone", message, isIssued: true };
  // a session that is over, or another than the page was made for, has lost the page's token
  if (status === 401 || code === "csrf" || code === "session.ended") return { status: "signed-out", message: "Not saved, you are signed out" };
  if (status === 404) return { status: "not-allowed", message: "You are no member here any more." };
  return status === 403 || code === "tenant.closing" ? { status: "not-allowed", message } : undefined;
}

function isSame<Value>(one: Value, other: Value): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** `crypto.randomUUID` is only there on secure pages. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
