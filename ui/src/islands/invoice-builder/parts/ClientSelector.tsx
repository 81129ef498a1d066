import { useState } from "react";
import type { ChosenClient, ClientOption } from "../../../api/builder.ts";
import { Combobox } from "../../../kit/Combobox.tsx";
import type { Match } from "../../../kit/useMatches.ts";
import { request } from "../../../lib/http.ts";
import { useBuilder } from "../context.tsx";
import { inCurrency } from "../model/draft.ts";
import { NewClientDialog } from "./NewClientDialog.tsx";

interface ClientMatch extends Match {
  client: ClientOption;
}

/** Whom the invoice is for: search as you type, or a new client on the spot. */
export function ClientSelector() {
  const { props, early, draft, dispatch, errors } = useBuilder();
  const [newName, setNewName] = useState<string>();
  const { client } = draft;
  return (
    <>
      <Combobox<ClientMatch>
        label="Client"
        placeholder="Name, email or town"
        value={client?.name ?? ""}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a new invoice starts with its client
        autoFocus={props.id === null && client === null}
        typedBefore={early}
        error={errors["/client_id"]}
        pointer="/client_id"
        search={(typed, signal) => search(props.home, typed, signal)}
        onPick={(match) => choose(match.client)}
        createLabel={(typed) => `Add “${typed}” as a new client`}
        {...(props.why_not_add_client === "" ? { onCreate: setNewName } : {})}
      />
      <ClientCard client={client} home={props.home} />
      {newName !== undefined && <NewClientDialog name={newName} onAdded={added} onClose={() => setNewName(undefined)} />}
    </>
  );

  /** Currency, language and terms follow the client, as they do in drafts that programs write. */
  function choose(option: ChosenClient): void {
    const { currency, language, payment_days } = option;
    dispatch({ type: "replace", draft: { ...inCurrency(draft, currency, props), client: option, language, payment_days: payment_days ?? props.payment_days } });
  }

  function added(option: ChosenClient): void {
    setNewName(undefined);
    choose(option);
  }
}

/** Enough to see that it is the right one. Its room is there before anybody is chosen. */
function ClientCard({ client, home }: { client: ChosenClient | null; home: string }) {
  if (!client) return <p className="client-card hint">Currency, language and terms follow the client.</p>;
  return (
    <div className="client-card hint">
      <span className="min-w-0">
        <span className="block truncate">{client.hint}</span>
        <span className="block truncate">{client.email || "No email address yet"}</span>
      </span>
      <a className="link-quiet" href={`${home}/clients/${client.id}`} target="_blank" rel="noreferrer">
        Open client
      </a>
    </div>
  );
}

async function search(home: string, typed: string, signal: AbortSignal): Promise<readonly ClientMatch[]> {
  const found = await request<readonly ClientOption[]>(`${home}/clients/search.json?q=${encodeURIComponent(typed)}`, { signal });
  return found.map((client) => ({ id: client.id, title: client.name, note: [client.currency, client.hint, client.email].filter(Boolean).join(" · "), initials: initials(client.name), client }));
}

function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}
