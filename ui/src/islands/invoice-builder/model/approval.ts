import type { BuilderProps, DraftStanding } from "../../../api/builder.ts";

type Asking = Pick<BuilderProps, "asks_approval" | "may_approve">;

/** Return whether the member needs somebody's approval before issuing. */
export function mustSubmit(props: Asking, { state }: DraftStanding): boolean {
  return props.asks_approval && !props.may_approve && state !== "approved";
}
