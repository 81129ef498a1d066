import type { ComponentPropsWithRef } from "react";
import { Field, type FieldProps } from "./Field.tsx";

type Native = Omit<ComponentPropsWithRef<"textarea">, "value" | "onChange" | "className" | "id">;

export interface TextAreaProps extends FieldProps, Native {
  value: string;
  onText: (text: string) => void;
  /** Without a frame until touched, for a line that most leave empty. */
  quiet?: boolean;
  /** How many characters the server takes; they are counted where few are left. */
  most?: number;
}

/** A field of several lines that grows with its text. */
export function TextArea({ label, labelHidden, hint, error, optional, value, onText, quiet = false, most = Infinity, ...native }: TextAreaProps) {
  const count = [...value].length;
  return (
    <Field {...{ label, error }} hint={count > most * 0.9 ? `${count} of ${most} characters` : hint} labelHidden={labelHidden ?? false} optional={optional ?? false}>
      {(control) => <textarea {...native} {...control} className={quiet ? "input input-quiet" : "input"} value={value} onChange={(event) => onText(event.target.value)} />}
    </Field>
  );
}
