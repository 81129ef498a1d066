import { Field, type FieldProps } from "./Field.tsx";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

export interface SelectProps<Value extends string> extends FieldProps {
  /** What is seen of the choice while the list is closed, where its label is too long for that. */
  shown?: string | undefined;
  /** Where its value stands in what is sent, so that an error can lead to it. */
  pointer?: string;
  value: Value;
  choices: readonly Choice<Value>[];
  onChoose: (value: Value) => void;
}

export function Select<Value extends string>({ value, choices, onChoose, shown, pointer, ...field }: SelectProps<Value>) {
  return (
    <Field {...field}>
      {(control) => (
        <span className={shown === undefined ? "select" : "select select-short"}>
          <select {...control} className="input" data-pointer={pointer} value={value} onChange={(event) => pick(event.target.value)}>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
          {shown !== undefined && <span aria-hidden="true">{shown}</span>}
        </span>
      )}
    </Field>
  );

  function pick(chosen: string): void {
    const found = choices.find((choice) => choice.value === chosen);
    if (found) onChoose(found.value);
  }
}
