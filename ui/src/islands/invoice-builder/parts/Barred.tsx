import { Note } from "../../../kit/Note.tsx";
import { useBuilder } from "../context.tsx";

/** Says why nothing is saved any more and whom to ask, for as long as it is so. */
export function Barred() {
  const { save } = useBuilder();
  if (save.status !== "not-allowed") return null;
  return (
    <Note tone="danger">
      <p>{save.message} What you typed is kept in this browser, and saved once you may again.</p>
    </Note>
  );
}
