import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";

const PICTURES = { info: "bolt", success: "check", warning: "alert", danger: "st-overdue" } as const;

/** A message that belongs to the place where it stands. */
export function Note({ tone = "info", icon, children }: { tone?: keyof typeof PICTURES; icon?: string; children: ReactNode }) {
  return (
    <div className={`note note-${tone}`} role={tone === "danger" ? "alert" : undefined}>
      <Icon name={icon ?? PICTURES[tone]} />
      <div className="grow grid gap-2">{children}</div>
    </div>
  );
}
