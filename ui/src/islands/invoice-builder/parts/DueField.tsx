import { IconButton } from "../../../kit/Button.tsx";
import { Select } from "../../../kit/Select.tsx";
import { TextInput } from "../../../kit/TextInput.tsx";
import { daysAfter, shortDay } from "../../../lib/dates.ts";
import { useBuilder } from "../context.tsx";

const USUAL = [0, 7, 10, 14, 21, 30, 45, 60, 90];
const ON_A_DAY = "day";

/** When payment is due: so many days after the invoice's date, or on a day. */
export function DueField() {
  const { props, draft, dispatch, errors } = useBuilder();
  const from = draft.issued_on || props.today;
  const days = [...new Set([...USUAL, draft.payment_days])].toSorted((a, b) => a - b);
  const choices = [...days.map((count) => ({ value: String(count), label: said(count) })), { value: ON_A_DAY, label: "On a day…" }];
  if (draft.due_on === "") return <Select label="Due" value={String(draft.payment_days)} choices={choices} onChoose={choose} error={errors["/payment_days"] ?? errors["/due_on"]} pointer="/payment_days" />;
  return (
    <div className="due-day">
      <TextInput label="Due on" type="date" min={from} max="2199-12-31" value={draft.due_on} onText={(due_on) => dispatch({ type: "edit", changes: { due_on }, at: performance.now() })} error={errors["/due_on"]} data-pointer="/due_on" />
      <IconButton label="Count in days" icon="x" onPress={() => dispatch({ type: "edit", changes: { due_on: "" } })} />
    </div>
  );

  function said(count: number): string {
    const day = shortDay(daysAfter(from, count), props.today, props.language);
    return count === 0 ? `At once, ${day}` : `${count} days, ${day}`;
  }

  function choose(value: string): void {
    if (value === ON_A_DAY) dispatch({ type: "edit", changes: { due_on: daysAfter(from, draft.payment_days) } });
    else dispatch({ type: "edit", changes: { payment_days: Number(value), due_on: "" } });
  }
}
