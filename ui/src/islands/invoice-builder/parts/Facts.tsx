import type { Option } from "../../../api/builder.ts";
import { Select } from "../../../kit/Select.tsx";
import { TextInput } from "../../../kit/TextInput.tsx";
import { useBuilder } from "../context.tsx";
import type { DraftChanges } from "../model/reducer.ts";
import { inCurrency } from "../model/draft.ts";
import { DueField } from "./DueField.tsx";

type Dates = "issued_on" | "service_from" | "service_to";

/** A client may be written to in a regional language ("de-AT") that no list has. */
function withOwn(choices: readonly Option[], value: string): readonly Option[] {
  return choices.some((choice) => choice.value === value) ? choices : [...choices, { value, label: value }];
}

/** What stands at the head of an invoice. */
export function Facts() {
  const { props, draft, dispatch, errors } = useBuilder();
  const edit = (changes: DraftChanges): void => dispatch({ type: "edit", changes, at: performance.now() });
  const day = (label: string, name: Dates) => (
    <TextInput label={label} type="date" min="1970-01-01" max="2199-12-31" value={draft[name]} onText={(text) => edit({ [name]: text })} error={errors[`/${name}`]} data-pointer={`/${name}`} />
  );
  return (
    <div className="builder-facts">
      <TextInput label="Invoice date" type="date" min="1970-01-01" max="2199-12-31" value={draft.issued_on || props.today} onText={(text) => edit({ issued_on: text === props.today ? "" : text })} error={errors["/issued_on"]} data-pointer="/issued_on" />
      <DueField />
      <Select label="Currency" value={draft.currency} choices={props.currencies} onChoose={(currency) => dispatch({ type: "replace", draft: inCurrency(draft, currency, props) })} error={errors["/currency"]} pointer="/currency" />
      <Select label="Language" value={draft.language} choices={withOwn(props.languages, draft.language)} onChoose={(language) => edit({ language })} error={errors["/language"]} pointer="/language" />
      {day("Service from", "service_from")}
      {day("Service to", "service_to")}
    </div>
  );
}
