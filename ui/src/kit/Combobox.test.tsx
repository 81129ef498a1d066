import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { Combobox } from "./Combobox.tsx";
import type { Match } from "./useMatches.ts";

afterEach(cleanup);

const CLIENTS: readonly Match[] = [
  { id: "1", title: "Tischlerei Hans Mewes" },
  { id: "2", title: "Atelier Zürichsee" },
];
const search = (typed: string): Promise<readonly Match[]> => Promise.resolve(CLIENTS.filter((client) => client.title.toLowerCase().includes(typed.toLowerCase())));
const failing = (): Promise<readonly Match[]> => Promise.reject(new Error("You are offline. Nothing was changed."));

function shown() {
  const picked = vi.fn<(match: Match) => void>();
  const created = vi.fn<(typed: string) => void>();
  render(<Combobox label="Client" value="" search={search} onPick={picked} onCreate={created} />);
  return { picked, created, field: screen.getByRole("combobox", { name: "Client" }), user: userEvent.setup() };
}

test("arrows move, Enter picks, and the list closes", async () => {
  const { picked, field, user } = shown();
  await user.click(field);
  await screen.findAllByRole("option");
  await user.keyboard("{ArrowDown}{Enter}");
  expect(picked).toHaveBeenCalledWith(CLIENTS[1]);
  expect(field.getAttribute("aria-expanded")).toBe("false");
});

test("the field says which option is active", async () => {
  const { field, user } = shown();
  await user.type(field, "atelier");
  const option = await screen.findByRole("option", { name: /Atelier/u });
  await vi.waitFor(() => expect(field.getAttribute("aria-activedescendant")).toBe(option.id));
  expect(option.ariaSelected ?? option.getAttribute("aria-selected")).toBe("true");
});

test("what matches nothing can be made, also by Ctrl and Enter", async () => {
  const { created, field, user } = shown();
  await user.type(field, "Neue GmbH");
  await screen.findByRole("option", { name: /Add “Neue GmbH”/u });
  await user.keyboard("{Alt>}{Enter}{/Alt}");
  expect(created).toHaveBeenCalledWith("Neue GmbH");
});

test("Escape closes the list and leaves what was chosen", async () => {
  const { picked, field, user } = shown();
  await user.click(field);
  await user.keyboard("{Escape}");
  expect(field.getAttribute("aria-expanded")).toBe("false");
  expect(picked).not.toHaveBeenCalled();
});

test("a failed search says so in the list", async () => {
  render(<Combobox label="Item" value="" search={failing} onPick={() => {}} />);
  await userEvent.setup().click(screen.getByRole("combobox", { name: "Item" }));
  expect(await screen.findByText("You are offline. Nothing was changed.")).toBeTruthy();
});
