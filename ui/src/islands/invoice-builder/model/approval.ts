import type { BuilderProps } from "../../../api/builder.ts";

type Asking = Pick<BuilderProps, "asks_approval" | "may_approve" | "approval">;

/** Return whether the member needs somebody's approval before issuing; `saved` is what the last save has left of it. */
export function mustSubmit(props: Asking, saved: BuilderProps["approval"] | undefined): boolean {
  return props.asks_approval && !props.may_approve && (saved ?? props.approval) !== "approved";
}
