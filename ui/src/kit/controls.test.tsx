import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { Select } from "./Select.tsx";
import { MoneyInput } from "./TextInput.tsx";

afterEach(cleanup);

test("a button that cannot be pressed says why, and does nothing", async () => {
  const pressed = vi.fn<() => void>();
  render(<Button label="Issue" disabledReason="Only an owner can issue." onPress={pressed} />);
  const button = screen.getByRole("button", { name: "Issue" });
  await userEvent.setup().click(button);
  expect(pressed).not.toHaveBeenCalled();
  expect([button.title, button.getAttribute("aria-disabled")]).toEqual(["Only an owner can issue.", "true"]);
});

test("a button on its way cannot be pressed twice", async () => {
  const pressed = vi.fn<() => void>();
  render(<Button label="Issue" busy onPress={pressed} />);
  await userEvent.setup().click(screen.getByRole("button", { name: "Issue" }));
  expect(pressed).not.toHaveBeenCalled();
});

test("an amount keeps the text as it was typed, and names its error", async () => {
  const typed = vi.fn<(text: string) => void>();
  render(<MoneyInput label="Price" currency="EUR" value="" onText={typed} error="Euro has two decimals." hint="Net" />);
  const field = screen.getByRole("textbox", { name: "Price" });
  await userEvent.setup().type(field, "1");
  expect(typed).toHaveBeenCalledWith("1");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent);
  expect(described).toEqual(["Euro has two decimals.", "Net"]);
  expect(field.getAttribute("aria-invalid")).toBe("true");
});

test("a choice is one of those offered", async () => {
  const chosen = vi.fn<(value: string) => void>();
  render(<Select label="Currency" value="EUR" onChoose={chosen} choices={[{ value: "EUR", label: "Euro" }, { value: "CHF", label: "Swiss franc" }]} />);
  await userEvent.setup().selectOptions(screen.getByRole("combobox", { name: "Currency" }), "CHF");
  expect(chosen).toHaveBeenCalledWith("CHF");
});

test("a dangerous dialog names its object and has focus on the safe button", async () => {
  const [done, closed] = [vi.fn<() => void>(), vi.fn<() => void>()];
  render(
    <Dialog title="Void invoice RE-1?" verb="Void invoice" keep="Keep invoice" danger onDo={done} onClose={closed}>
      <p>The number stays used.</p>
    </Dialog>,
  );
  expect(screen.getByRole("dialog", { name: "Void invoice RE-1?" })).toBeTruthy();
  expect(document.activeElement?.textContent).toBe("Keep invoice");
  await userEvent.setup().click(screen.getByRole("button", { name: "Void invoice" }));
  expect([done.mock.calls.length, closed.mock.calls.length]).toEqual([1, 0]);
});
