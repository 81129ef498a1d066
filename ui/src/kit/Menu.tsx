import { useId, useState } from "react";
import { buttonClass, type ButtonProps } from "./Button.tsx";
import { Icon } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";

export type MenuEntry =
  | { kind: "item"; label: string; icon?: string; keys?: string; danger?: boolean; onChoose: () => void }
  | { kind: "separator"; id: string };

/**
 * Three dots that open a list of actions, which is only drawn while it is open: a page may have a thousand.
 * The platform's popover floats it; lib/menus.ts moves between the items. */
export function Menu({ label, icon = "dots", kind = "quiet", size = "sm", entries }: Pick<ButtonProps, "label" | "icon" | "kind" | "size"> & { entries: readonly MenuEntry[] }) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button className={`${buttonClass(kind, size)} btn-icon`} type="button" aria-label={label} title={label} aria-haspopup="menu" aria-expanded="false" popoverTarget={id}>
        <Icon name={icon} />
      </button>
      <div className="menu menu-below-end" id={id} popover="auto" role="menu" aria-label={label} onBeforeToggle={(event) => setIsOpen(event.newState === "open")}>
        {(isOpen ? entries : []).map((entry) => (entry.kind === "separator" ? <hr key={entry.id} className="menu-sep" /> : <Item key={entry.label} {...entry} />))}
      </div>
    </>
  );
}

function Item({ label, icon, keys, danger = false, onChoose }: Extract<MenuEntry, { kind: "item" }>) {
  return (
    <button className={danger ? "menu-item menu-item-danger" : "menu-item"} role="menuitem" type="button" onClick={onChoose}>
      {icon && <Icon name={icon} />}
      <span>{label}</span>
      {keys && <Kbd keys={keys} />}
    </button>
  );
}
