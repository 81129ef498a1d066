import { useBuilder } from "../context.tsx";

/** What the client will owe, as the server has added it up last. */
export function Total() {
  const { preview } = useBuilder();
  return <output className={`font-semibold num ${stale(preview.status)}`}>{preview.shown?.figures.total ?? "–"}</output>;
}

/** Figures that are being added up anew are paler. */
export function stale(status: "loading" | "ready" | "failed"): string {
  return status === "ready" ? "figures" : "figures figures-stale";
}
