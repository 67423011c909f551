// Since when, or from when to when.

import { useText } from "../../lib/i18n.ts";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { cx } from "../../lib/cx.ts";
import { TEXT } from "./messages.ts";
import { type MonitoringSearch, RANGES } from "./monitoring-search.ts";

const RANGE_TEXT = { "15m": TEXT.r15m, "1h": TEXT.r1h, "24h": TEXT.r24h, "7d": TEXT.r7d, "30d": TEXT.r30d } as const;
const HOUR_MS = 3_600_000;

export interface TimeSelectProps {
  readonly search: Pick<MonitoringSearch, "range" | "from" | "to">;
  readonly onChange: (part: Pick<MonitoringSearch, "range" | "from" | "to">) => void;
}

export function TimeSelect({ search: { range, from, to }, onChange }: TimeSelectProps) {
  const t = useText();
  const isCustom = from !== undefined || to !== undefined;
  return (
    <>
      <Select
        label={t(TEXT.time)}
        className="w-40"
        value={isCustom ? "custom" : (range ?? "any")}
        onChange={(next) => {
          const custom = next === "custom" ? new Date(Date.now() - HOUR_MS).toISOString() : undefined;
          onChange({ range: RANGES.find((one) => one === next), from: custom, to: undefined });
        }}
        options={[
          { value: "any", label: t(TEXT.anyTime) },
          ...RANGES.map((value) => ({ value, label: t(RANGE_TEXT[value]) })),
          { value: "custom", label: t(TEXT.custom) },
        ]}
      />
      {isCustom && (
        <>
          <Instant
            label={t(TEXT.from)}
            value={from}
            onChange={(next) => onChange({ range: undefined, from: next, to })}
          />
          <Instant label={t(TEXT.to)} value={to} onChange={(next) => onChange({ range: undefined, from, to: next })} />
        </>
      )}
    </>
  );
}

interface InstantProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function Instant({ label, value, onChange }: InstantProps) {
  return (
    <input
      type="datetime-local"
      aria-label={label}
      value={value === undefined ? "" : localText(value)}
      onChange={({ currentTarget }) => {
        const at = new Date(currentTarget.value);
        onChange(Number.isNaN(at.getTime()) ? undefined : at.toISOString());
      }}
      className={cx(INPUT_CLASS, "h-9 w-52")}
    />
  );
}

/** As the control wants it: in the reader's time zone, without naming it. */
function localText(instant: string): string {
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
