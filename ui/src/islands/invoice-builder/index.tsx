import type { BuilderProps } from "../../api/builder.ts";
import { island, type Mount } from "../../lib/island.tsx";
import { Builder } from "./Builder.tsx";

/** The page has the client's field from the start: what was typed into it goes on in the builder's. */
export const mount: Mount = (root) => {
  const early = root.querySelector<HTMLInputElement>("[data-early]")?.value ?? "";
  island((props: BuilderProps) => <Builder {...props} early={early} />)(root);
};
