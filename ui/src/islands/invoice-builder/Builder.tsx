import { useState, type KeyboardEvent } from "react";
import type { BuilderProps } from "../../api/builder.ts";
import { BuilderProvider } from "./context.tsx";
import { useBuilderKeys } from "./hooks/useBuilderKeys.ts";
import { focusBehind } from "./model/fields.ts";
import { ActionBar } from "./parts/ActionBar.tsx";
import { ConflictDialog } from "./parts/ConflictDialog.tsx";
import { ErrorSummary } from "./parts/ErrorSummary.tsx";
import { ClientSelector } from "./parts/ClientSelector.tsx";
import { Facts } from "./parts/Facts.tsx";
import { IssueDialog } from "./parts/IssueDialog.tsx";
import { Lines } from "./parts/Lines.tsx";
import { PreviewPanel } from "./parts/PreviewPanel.tsx";
import { Reference } from "./parts/Reference.tsx";
import { Barred } from "./parts/Barred.tsx";
import { Restored } from "./parts/Restored.tsx";
import { Standing } from "./parts/Standing.tsx";
import { TaxBreakdown } from "./parts/TaxBreakdown.tsx";
import { Texts } from "./parts/Texts.tsx";
import { TopBar } from "./parts/TopBar.tsx";

function onKey(event: KeyboardEvent): void {
  const isPlain = event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.nativeEvent.isComposing;
  if (isPlain && !event.defaultPrevented && focusBehind(event.target)) event.preventDefault();
}

/** Under 1216 px one of the two is seen at a time. */
export type View = "edit" | "preview";

/** Writes an invoice: form and tax breakdown on the left, the document's own pages on the right. */
export function Builder({ early = "", ...props }: BuilderProps & { early?: string }) {
  return (
    <BuilderProvider props={props} early={early}>
      <Layout />
    </BuilderProvider>
  );
}

function Layout() {
  const [view, setView] = useState<View>("edit");
  useBuilderKeys();
  return (
    <>
      <TopBar view={view} onView={setView} />
      <div className="builder" data-view={view}>
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys bubble up from the fields */}
        <div className="builder-form" onKeyDown={onKey}>
          <Standing />
          <Restored />
          <Barred />
          <ErrorSummary />
          <div className="builder-head">
            <div className="builder-who">
              <ClientSelector />
              <Reference />
            </div>
            <Facts />
          </div>
          <Lines />
          <div className="builder-foot">
            <Texts />
            <TaxBreakdown />
          </div>
        </div>
        <PreviewPanel />
      </div>
      <ActionBar />
      <IssueDialog />
      <ConflictDialog />
    </>
  );
}
