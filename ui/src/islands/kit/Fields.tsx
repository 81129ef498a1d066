import { useState } from "react";
import { Check, Switch } from "../../kit/Check.tsx";
import { Combobox } from "../../kit/Combobox.tsx";
import { Select } from "../../kit/Select.tsx";
import { TextArea } from "../../kit/TextArea.tsx";
import { MoneyInput, TextInput } from "../../kit/TextInput.tsx";
import type { Match } from "../../kit/useMatches.ts";

const CLIENTS: readonly Match[] = [
  { id: "1", title: "Hanseatische Verlagsgesellschaft für Kunst und Kultur mbH & Co. KG", note: "EUR · German · 14 days", initials: "HV" },
  { id: "2", title: "Tischlerei Hans Mewes e. K.", note: "EUR · German · nothing open", initials: "TH" },
  { id: "3", title: "Atelier Zürichsee AG", note: "CHF · German · 30 days", initials: "AZ" },
];

export function Fields() {
  const [amount, setAmount] = useState("8,699.865");
  const [days, setDays] = useState("14");
  const [currency, setCurrency] = useState<"EUR" | "CHF">("EUR");
  const [client, setClient] = useState("");
  const [note, setNote] = useState("Zahlbar ohne Abzug innerhalb von 14 Tagen.");
  const [tell, setTell] = useState(true);
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <MoneyInput label="Amount" currency="EUR" value={amount} onText={setAmount} error="Euro has two decimals. Did you mean 8,699.87?" />
        <TextInput label="Due after" suffix="days" inputMode="numeric" value={days} onText={setDays} hint="Counted from the invoice date" />
        <Select label="Currency" value={currency} onChoose={setCurrency} choices={[{ value: "EUR", label: "EUR, euro" }, { value: "CHF", label: "CHF, Swiss franc" }]} />
      </div>
      <Combobox label="Client" placeholder="Name, email or number" value={client} search={search} onPick={(match) => setClient(match.title)} onCreate={setClient} createLabel={(typed) => `Add “${typed}” as a new client`} />
      <TextArea label="Note to client" optional value={note} onText={setNote} />
      <Check label="Tell the client by email" hint="They get the PDF and the pay link" checked={tell} onCheck={setTell} />
      <Switch label="Prices include tax" hint="Tax is inside the price" checked={tell} onCheck={setTell} />
    </div>
  );
}

function search(typed: string): Promise<readonly Match[]> {
  return Promise.resolve(CLIENTS.filter((client) => client.title.toLowerCase().includes(typed.toLowerCase())));
}
