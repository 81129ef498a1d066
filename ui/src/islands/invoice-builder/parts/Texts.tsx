import { Icon } from "../../../kit/Icon.tsx";
import { TextArea } from "../../../kit/TextArea.tsx";
import { useBuilder } from "../context.tsx";
import { MetadataEditor } from "./MetadataEditor.tsx";

type Names = "intro" | "notes" | "terms";

/** What is said to the client in whole sentences, and what programs keep with the invoice. */
export function Texts() {
  const { draft, dispatch, errors } = useBuilder();
  const text = (label: string, name: Names, hint: string) => (
    <TextArea label={label} optional most={10_000} value={draft[name]} hint={hint} onText={(typed) => dispatch({ type: "edit", changes: { [name]: typed }, at: performance.now() })} error={errors[`/${name}`]} data-pointer={`/${name}`} />
  );
  return (
    <div className="grid content-start gap-4">
      {text("Note to client", "notes", "Stands under the lines")}
      <details className="more" open={["/intro", "/terms", "/metadata"].some((pointer) => pointer in errors) || undefined}>
        <summary className="btn btn-quiet btn-sm">
          <Icon name="right" />
          Opening words, terms, metadata
        </summary>
        <div className="grid gap-4 pt-3">
          {text("Opening words", "intro", "Stand above the lines")}
          {text("Terms", "terms", "Stand at the end")}
          <section className="grid gap-2" aria-label="Metadata">
            <h3 className="label">Metadata</h3>
            <MetadataEditor owner="Invoice" metadata={draft.metadata} error={errors["/metadata"]} onChange={(metadata) => dispatch({ type: "edit", changes: { metadata } })} />
          </section>
        </div>
      </details>
    </div>
  );
}
