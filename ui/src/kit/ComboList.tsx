import { useEffect, useRef, type ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";
import { Marked } from "./Marked.tsx";
import type { ComboboxState } from "./useCombobox.ts";
import type { Match } from "./useMatches.ts";

/** The list under a combobox: what matches, and a last row that makes something new. */
export function ComboList<M extends Match>({ id, label, state, createLabel }: { id: string; label: string; state: ComboboxState<M>; createLabel: (typed: string) => string }) {
  const { typed = "", found, active, canCreate } = state;
  const nothing = found.matches.length === 0;
  return (
    <div className="menu combo-list" id={id} role="listbox" aria-label={label} hidden={state.typed === undefined || (nothing && !canCreate && found.status === "loading")}>
      {found.matches.map((match, index) => (
        <Row key={match.id} id={`${id}-${index}`} selected={index === active} onChoose={() => state.pick(match)}>
          <Words match={match} typed={typed} />
        </Row>
      ))}
      {found.status === "failed" && <p className="menu-label">{found.message}</p>}
      {found.status === "ready" && nothing && <p className="menu-label">Nothing matches</p>}
      {canCreate && (
        <Row id={`${id}-${found.matches.length}`} css="combo-create" selected={active === found.matches.length} onChoose={state.create}>
          <Icon name="plus" />
          <span>{createLabel(typed.trim())}</span>
          <Kbd keys="alt+enter" />
        </Row>
      )}
    </div>
  );
}

function Words({ match, typed }: { match: Match; typed: string }) {
  return (
    <>
      {match.initials && (
        <span className="avatar" aria-hidden="true">
          {match.initials}
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          <Marked text={match.title} part={typed} />
        </span>
        {match.note && <span className="hint block truncate">{match.note}</span>}
      </span>
    </>
  );
}

/** Keys are the field's, which keeps the focus: pointer down must not take it away. */
function Row({ id, css = "combo-option", selected, onChoose, children }: { id: string; css?: string; selected: boolean; onChoose: () => void; children: ReactNode }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above
    <div className={`menu-item ${css}`} ref={row} id={id} role="option" aria-selected={selected} onPointerDown={(event) => event.preventDefault()} onClick={onChoose}>
      {children}
    </div>
  );
}
