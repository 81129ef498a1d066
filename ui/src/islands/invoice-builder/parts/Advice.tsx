import { Icon } from "../../../kit/Icon.tsx";
import { useBuilder } from "../context.tsx";
import { Where } from "./ErrorSummary.tsx";

const MOST = 12;

/** What should be known before the document is sealed, though nothing forbids issuing it so. */
export function Advice() {
  const { preview } = useBuilder();
  const { advice = [], unshown = [] } = preview.shown ?? {};
  if (advice.length === 0 && unshown.length === 0) return null;
  const signs = unshown.slice(0, MOST).join(" ") + (unshown.length > MOST ? " …" : "");
  return (
    <div className="note note-warning flex-none">
      <Icon name="alert" />
      <div className="grow grid gap-1" role="status">
        {unshown.length > 0 && <p>{`No font here can draw these signs, so they are printed as empty boxes: ${signs}`}</p>}
        {advice.map(({ pointer, message }) => (
          <p key={pointer}>
            <Where pointer={pointer} /> {message}
          </p>
        ))}
      </div>
    </div>
  );
}
