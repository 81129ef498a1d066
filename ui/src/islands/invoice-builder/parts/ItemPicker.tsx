import type { ItemOption } from "../../../api/builder.ts";
import { Combobox } from "../../../kit/Combobox.tsx";
import type { Match } from "../../../kit/useMatches.ts";
import { request } from "../../../lib/http.ts";

interface ItemMatch extends Match {
  item: ItemOption;
}

/** The catalogue, in the place of a line's description. */
export function ItemPicker({ label, home, onPick, onClose }: { label: string; home: string; onPick: (item: ItemOption) => void; onClose: () => void }) {
  return (
    <Combobox<ItemMatch>
      label={label}
      labelHidden
      placeholder="Search your items"
      value=""
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was just asked for
      autoFocus
      openAtOnce
      search={(typed, signal) => search(home, typed, signal)}
      onPick={(match) => onPick(match.item)}
      onClose={onClose}
    />
  );
}

async function search(home: string, typed: string, signal: AbortSignal): Promise<readonly ItemMatch[]> {
  const found = await request<readonly ItemOption[]>(`${home}/items/search.json?q=${encodeURIComponent(typed)}`, { signal });
  return found.map((item) => ({ id: item.id, title: item.name, note: item.hint, item }));
}
