import type { ComponentPropsWithRef, HTMLAttributes } from "react";
import { Field, type FieldProps } from "./Field.tsx";

type Native = Omit<ComponentPropsWithRef<"input">, "value" | "onChange" | "className" | "prefix" | "id">;

export interface TextInputProps extends FieldProps, Native {
  value: string;
  onText: (text: string) => void;
  /** Short words inside the frame: "days", "EUR". */
  prefix?: string;
  suffix?: string;
  numeric?: boolean;
}

export function TextInput({ label, labelHidden, hint, error, optional, value, onText, prefix, suffix, numeric = false, ...native }: TextInputProps) {
  const plain = prefix === undefined && suffix === undefined;
  const css = `${plain ? "input" : ""} ${numeric ? "input-num" : ""}`.trim();
  return (
    <Field {...{ label, hint, error }} labelHidden={labelHidden ?? false} optional={optional ?? false}>
      {(control) => {
        const input = <input autoComplete="off" {...native} {...control} className={css} value={value} onChange={(event) => onText(event.target.value)} />;
        if (plain) return input;
        return (
          <div className="input input-group" {...invalid(error)}>
            {prefix && <span className="affix">{prefix}</span>}
            {input}
            {suffix && <span className="affix">{suffix}</span>}
          </div>
        );
      }}
    </Field>
  );
}

function invalid(error: string | undefined): HTMLAttributes<HTMLDivElement> {
  return error ? { "aria-invalid": true } : {};
}

/**
 * An amount as it is typed, with its currency. The text goes to the server as it stands: only the server knows what
 * "1.450,00" means and how many decimals a currency has.
 */
export function MoneyInput({ currency, ...rest }: Omit<TextInputProps, "suffix" | "prefix" | "numeric" | "inputMode" | "type"> & { currency?: string }) {
  return <TextInput {...rest} {...(currency === undefined ? {} : { suffix: currency })} numeric inputMode="decimal" />;
}
