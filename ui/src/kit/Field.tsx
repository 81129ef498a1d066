import { useId, type ReactNode } from "react";
import { Icon } from "./Icon.tsx";

/** What a control must carry to belong to its label, hint and error. */
export interface Control {
  id: string;
  "aria-invalid"?: true;
  "aria-describedby"?: string;
}

export interface FieldProps {
  label: string;
  /** True where the label stands elsewhere on the screen: it is then for screen readers alone. */
  labelHidden?: boolean;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
}

/** A label, a control, a hint and an error that belong together. The control is drawn by the child function. */
export function Field({ label, labelHidden = false, hint, error, optional = false, children }: FieldProps & { children: (control: Control) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label className={labelHidden ? "vh" : "label"} htmlFor={id}>
        <span>{label}</span>
        {optional && <span className="optional">optional</span>}
      </label>
      {children(control(id, hint, error))}
      {error && (
        <p className="error" id={`${id}-error`}>
          <Icon name="st-overdue" size="sm" />
          <span>{error}</span>
        </p>
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

function control(id: string, hint: string | undefined, error: string | undefined): Control {
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return { id, ...(error ? { "aria-invalid": true } : {}), ...(described ? { "aria-describedby": described } : {}) };
}
