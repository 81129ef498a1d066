import type { ComponentPropsWithRef } from "react";
import { Field, type FieldProps } from "./Field.tsx";

type Native = Omit<ComponentPropsWithRef<"textarea">, "value" | "onChange" | "className" | "id">;

export interface TextAreaProps extends FieldProps, Native {
  value: string;
  onText: (text: string) => void;
  /** Without a frame until touched, for a line that most leave empty. */
  quiet?: boolean;
}

/** A field of several lines that grows with its text. */
export function TextArea({ label, labelHidden, hint, error, optional, value, onText, quiet = false, ...native }: TextAreaProps) {
  return (
    <Field {...{ label, hint, error }} labelHidden={labelHidden ?? false} optional={optional ?? false}>
      {(control) => <textarea {...native} {...control} className={quiet ? "input input-quiet" : "input"} value={value} onChange={(event) => onText(event.target.value)} />}
    </Field>
  );
}
