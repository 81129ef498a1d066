import type { ReactNode } from "react";
import { Badge, type BadgeState } from "../../kit/Badge.tsx";
import { Note } from "../../kit/Note.tsx";
import { Actions } from "./Actions.tsx";
import { Fields } from "./Fields.tsx";

const STATES: readonly BadgeState[] = ["draft", "issued", "sent", "seen", "partially_paid", "paid", "overdue", "void", "uncollectible", "disputed", "refunded", "bounced"];

/** The pattern page: every React component, beside its twin from Jinja. */
export function Kit({ theme }: { theme: string }) {
  return (
    <>
      <Part title="Buttons" theme={theme}>
        <Actions />
      </Part>
      <Part title="Fields" theme={theme}>
        <Fields />
      </Part>
      <Part title="Every state" theme={theme}>
        <div className="row">
          {STATES.map((state) => (
            <Badge key={state} state={state} />
          ))}
        </div>
      </Part>
      <Part title="Notes" theme={theme}>
        <div className="grid gap-3">
          <Note tone="warning" icon="users">
            <p>
              <strong>Jonas changed this draft a minute ago.</strong> He set the discount to 3%. Yours is 2%.
            </p>
          </Note>
          <Note>
            <p>2 new payments.</p>
          </Note>
        </div>
      </Part>
    </>
  );
}

function Part({ title, theme, children }: { title: string; theme: string; children: ReactNode }) {
  return (
    <section className="card" aria-label={`${title}, React, ${theme}`}>
      <div className="card-head">
        <h3>{title}</h3>
      </div>
      <div className="card-body">{children}</div>
    </section>
  );
}
