import { useState } from "react";
import type { BuilderProps } from "../../api/builder.ts";
import { BuilderProvider } from "./context.tsx";
import { useBuilderKeys } from "./hooks/useBuilderKeys.ts";
import { ActionBar } from "./parts/ActionBar.tsx";
import { ConflictDialog } from "./parts/ConflictDialog.tsx";
import { ErrorSummary } from "./parts/ErrorSummary.tsx";
import { ClientSelector } from "./parts/ClientSelector.tsx";
import { Facts } from "./parts/Facts.tsx";
import { IssueDialog } from "./parts/IssueDialog.tsx";
import { Lines } from "./parts/Lines.tsx";
import { PreviewPanel } from "./parts/PreviewPanel.tsx";
import { Reference } from "./parts/Reference.tsx";
import { Restored } from "./parts/Restored.tsx";
import { TaxBreakdown } from "./parts/TaxBreakdown.tsx";
import { Texts } from "./parts/Texts.tsx";
import { TopBar } from "./parts/TopBar.tsx";

/** Under 1216 px one of the two is seen at a time. */
export type View = "edit" | "preview";

/** Writes an invoice: form and tax breakdown on the left, the document's own pages on the right. */
export function Builder(props: BuilderProps) {
  return (
    <BuilderProvider props={props}>
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
        <div className="builder-form">
          <Restored />
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
