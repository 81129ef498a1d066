import { iconUrl } from "../lib/icon.ts";

/** A picture of the sprite, hidden from screen readers: the words beside it, or the button's label, say what it means. */
export function Icon({ name, size = "" }: { name: string; size?: "" | "sm" | "lg" }) {
  return (
    <svg className={size ? `icon icon-${size}` : "icon"} aria-hidden="true">
      <use href={iconUrl(name)} />
    </svg>
  );
}
