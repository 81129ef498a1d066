import { useState } from "react";
import type { ClientOption } from "../../../api/builder.ts";
import { Dialog } from "../../../kit/Dialog.tsx";
import { Select } from "../../../kit/Select.tsx";
import { TextInput } from "../../../kit/TextInput.tsx";
import { Problem, request } from "../../../lib/http.ts";
import { useBuilder } from "../context.tsx";
import { errorsOf, NO_ERRORS } from "../model/words.ts";

/** Adds a client without leaving the invoice: what is needed to write to them, no more. */
export function NewClientDialog({ name: typed, onAdded, onClose }: { name: string; onAdded: (client: ClientOption) => void; onClose: () => void }) {
  const { props } = useBuilder();
  const [name, setName] = useState(typed);
  const [email, setEmail] = useState("");
  const [country, setCountry] = useState(props.country);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState(NO_ERRORS);
  const elsewhere = Object.entries(errors).filter(([pointer]) => !["/name", "/email", "/country"].includes(pointer));
  return (
    <Dialog title="Add a client" verb="Add client" busy={busy} onDo={() => void add()} onClose={onClose}>
      <TextInput label="Name" value={name} onText={setName} error={errors["/name"]} hint="The company or person that invoices are made out to." />
      <TextInput label="Email" type="email" optional value={email} onText={setEmail} error={errors["/email"]} hint="Invoices are sent here." />
      <Select label="Country" value={country} choices={props.countries} onChoose={setCountry} error={errors["/country"]} />
      {elsewhere.map(([pointer, message]) => (
        <p key={pointer} className="error" role="alert">
          {message}
        </p>
      ))}
    </Dialog>
  );

  async function add(): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      onAdded(await request<ClientOption>(`${props.home}/clients.json`, { method: "POST", body: { name, email, country } }));
    } catch (error) {
      const problem = error instanceof Problem ? error : undefined;
      setErrors(problem?.errors.length ? errorsOf(problem.errors) : { "": problem?.message ?? "The client was not added. Try again." });
      setBusy(false);
    }
  }
}
