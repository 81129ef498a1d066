import type { MouseEventHandler } from "react";
import { Icon } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";

export type ButtonKind = "primary" | "secondary" | "quiet" | "danger" | "danger-quiet" | "accent";

export interface ButtonProps {
  label: string;
  kind?: ButtonKind;
  size?: "" | "sm" | "lg";
  type?: "button" | "submit";
  icon?: string;
  keys?: string;
  /** Why it cannot be pressed now. It stays focusable, so that the reason can be read. */
  disabledReason?: string | undefined;
  /** On its way: keeps its width, and cannot be pressed twice. */
  busy?: boolean;
  onPress?: MouseEventHandler<HTMLButtonElement>;
}

export function Button({ label, icon, keys, disabledReason, busy = false, type = "button", onPress, ...look }: ButtonProps) {
  const off = disabledReason !== undefined || busy;
  return (
    <button
      className={buttonClass(look.kind, look.size)}
      type={type}
      title={disabledReason}
      aria-disabled={disabledReason === undefined ? undefined : true}
      aria-busy={busy || undefined}
      onClick={(event) => (off ? event.preventDefault() : onPress?.(event))}
    >
      {icon && <Icon name={icon} />}
      <span>{label}</span>
      {keys && <Kbd keys={keys} />}
    </button>
  );
}

/** A button that is only a picture; its label is its name and its tooltip. */
export function IconButton({ label, icon, letter, kind = "quiet", size = "sm", disabledReason, onPress }: Omit<ButtonProps, "keys" | "busy" | "type"> & { icon: string; /** The key that presses it from anywhere but fields. */ letter?: string }) {
  return (
    <button
      className={`${buttonClass(kind, size)} btn-icon`}
      type="button"
      data-key={letter}
      aria-label={label}
      title={disabledReason ?? label}
      aria-disabled={disabledReason === undefined ? undefined : true}
      onClick={(event) => (disabledReason === undefined ? onPress?.(event) : event.preventDefault())}
    >
      <Icon name={icon} />
    </button>
  );
}

export function buttonClass(kind: ButtonKind = "secondary", size: "" | "sm" | "lg" = ""): string {
  return size ? `btn btn-${kind} btn-${size}` : `btn btn-${kind}`;
}
