import { Icon } from "./Icon.tsx";

const SHAPES = {
  draft: ["st-draft", "Draft"],
  issued: ["st-issued", "Issued"],
  sent: ["st-sent", "Sent"],
  seen: ["st-seen", "Seen"],
  partially_paid: ["st-part", "Part paid"],
  paid: ["st-paid", "Paid"],
  overdue: ["st-overdue", "Overdue"],
  void: ["st-void", "Void"],
  uncollectible: ["st-void", "Uncollectible"],
  disputed: ["st-flag", "Disputed"],
  refunded: ["st-refund", "Refunded"],
  bounced: ["alert", "Bounced"],
} as const;

export type BadgeState = keyof typeof SHAPES;

/** The state of an invoice: shape, word and colour. */
export function Badge({ state }: { state: BadgeState }) {
  const [shape, word] = SHAPES[state];
  return (
    <span className={`badge badge-${state.replaceAll("_", "-")}`}>
      <Icon name={shape} />
      {word}
    </span>
  );
}
