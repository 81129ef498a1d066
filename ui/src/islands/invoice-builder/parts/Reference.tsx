import { TextInput } from "../../../kit/TextInput.tsx";
import { useBuilder } from "../context.tsx";

/** What the client calls the matter: their accounting looks for it. */
export function Reference() {
  const { draft, dispatch, errors } = useBuilder();
  return <TextInput label="Their order no." value={draft.reference} onText={(reference) => dispatch({ type: "edit", changes: { reference }, at: performance.now() })} error={errors["/reference"]} data-pointer="/reference" />;
}
