// One number that matters, with its unit, its story and its trend.

import type { ReactNode } from "react";

import { Sparkline } from "./sparkline.tsx";

export function Stat({
  label,
  value,
  note,
  trend,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly trend?: readonly number[];
}) {
  return (
    <div className="relative min-w-0 overflow-hidden rounded-xl border bg-surface px-4 pt-3 pb-10 shadow-card">
      <p className="text-xs font-medium text-soft">{label}</p>
      <p className="text-2xl font-semibold tracking-tight">{value}</p>
      {note !== undefined && <p className="text-xs text-soft">{note}</p>}
      {trend !== undefined && (
        <Sparkline values={trend} className="absolute inset-x-0 bottom-0 h-8 w-full text-accent" />
      )}
    </div>
  );
}
