// Some of many, found by typing: accounts, models, keys.

import { Popover } from "@base-ui/react/popover";
import { ChevronsUpDown } from "lucide-react";
import { type ReactNode, useState } from "react";

import { cx } from "../../lib/cx.ts";
import { wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { Private } from "../../ui/private.tsx";
import { TEXT } from "./messages.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ManySelectProps {
  readonly label: string;
  /** With one it is a setting, and no filter that stands out where it narrows. */
  readonly icon?: ReactNode;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  /** They name people. */
  readonly identities?: boolean;
}

/** More are not drawn: typing narrows them down. */
const MOST_SHOWN = 100;
/** From this many on there is something to find. */
const FIND_FROM = 8;

export function ManySelect({ label, icon, choices, chosen, onChange, identities = false }: ManySelectProps) {
  return (
    <Popover.Root>
      <Popover.Trigger
        className={cx(
          "inline-flex h-9 max-w-56 min-w-0 items-center gap-2 rounded-md border bg-surface px-3 text-left",
          icon === undefined && chosen.length > 0 && "border-accent text-accent",
        )}
      >
        {icon}
        <span className="truncate">{label}</span>
        {icon === undefined && chosen.length > 0 && (
          <span className="rounded-full bg-accent-soft px-1.5 text-xs">{chosen.length}</span>
        )}
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-soft" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start" className="z-30">
          <Popover.Popup aria-label={label} className="w-72 max-w-[92vw] rounded-md border bg-raised p-2 shadow-card">
            <Choices {...{ choices, chosen, onChange, identities }} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choices({ choices, chosen, onChange, identities = false }: Omit<ManySelectProps, "label" | "icon">) {
  const t = useText();
  const [word, setWord] = useState("");
  // What a link asks for stays in sight, also where it was not seen lately.
  const unknown = chosen.filter((value) => !choices.some((choice) => choice.value === value));
  const all = [...unknown.map((value) => ({ value, label: value })), ...choices];
  const fitting = all.filter(({ label }) => label.toLowerCase().includes(word.trim().toLowerCase()));
  return (
    <div className="flex flex-col gap-2">
      {all.length >= FIND_FROM && (
        <input
          type="search"
          aria-label={t(TEXT.find)}
          placeholder={t(TEXT.find)}
          value={word}
          onChange={(event) => setWord(event.target.value)}
          className={cx(INPUT_CLASS, "h-8")}
        />
      )}
      <ul className="flex max-h-72 flex-col overflow-y-auto">
        {fitting.slice(0, MOST_SHOWN).map(({ value, label }) => (
          <li key={value}>
            <label className="flex cursor-pointer items-center gap-2 rounded px-2 py-1 hover:bg-sunken">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-accent"
                checked={chosen.includes(value)}
                onChange={({ currentTarget: { checked } }) =>
                  onChange(checked ? [...chosen, value] : chosen.filter((one) => one !== value))
                }
              />
              {identities ? (
                <Private className="min-w-0 truncate">{label}</Private>
              ) : (
                <span className="min-w-0 truncate">{label}</span>
              )}
            </label>
          </li>
        ))}
        {fitting.length === 0 && <li className="px-2 py-1 text-soft">{t(TEXT.nothing)}</li>}
      </ul>
      {fitting.length > MOST_SHOWN && (
        <p className="px-2 text-xs text-soft">{t(TEXT.tooMany, { count: wholeNumber(fitting.length - MOST_SHOWN) })}</p>
      )}
    </div>
  );
}
