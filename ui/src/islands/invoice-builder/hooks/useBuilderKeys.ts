import { useEffect, useEffectEvent } from "react";
import { useBuilder } from "../context.tsx";
import { mustSubmit } from "../model/approval.ts";

/** Keys that work everywhere in the builder: undo, redo, and Ctrl and Enter to issue and send. */
export function useBuilderKeys(): void {
  const { dispatch, issue, props, standing } = useBuilder();
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const action = actionOf(event);
    if (action === undefined || event.defaultPrevented || isElsewhere(event.target)) return;
    event.preventDefault();
    if (action !== "issue") dispatch({ type: action });
    else if (mustSubmit(props, standing)) issue.askApproval();
    else if (props.why_not_issue === "") issue.ask(props.why_not_send === "" ? "send" : "nothing");
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => pressed(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function actionOf({ key, metaKey, ctrlKey, shiftKey }: KeyboardEvent): "undo" | "redo" | "issue" | undefined {
  if (!metaKey && !ctrlKey) return undefined;
  if (key === "Enter") return "issue";
  if (key.toLowerCase() === "y") return "redo";
  if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  return undefined;
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog") !== null;
}
