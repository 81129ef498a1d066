import { Field, type FieldProps } from "./Field.tsx";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

export interface SelectProps<Value extends string> extends FieldProps {
  value: Value;
  choices: readonly Choice<Value>[];
  onChoose: (value: Value) => void;
}

export function Select<Value extends string>({ value, choices, onChoose, ...field }: SelectProps<Value>) {
  return (
    <Field {...field}>
      {(control) => (
        <select {...control} className="input" value={value} onChange={(event) => pick(event.target.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );

  function pick(chosen: string): void {
    const found = choices.find((choice) => choice.value === chosen);
    if (found) onChoose(found.value);
  }
}
