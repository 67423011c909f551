// A setting that is on or off, with what it means.

import type { ReactNode } from "react";

import { Switch } from "../../ui/switch.tsx";

export function SettingSwitch({
  label,
  note,
  checked,
  onChange,
  disabled,
}: {
  readonly label: string;
  readonly note: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled: boolean;
}) {
  return (
    <div className="flex items-start gap-4 py-2">
      <div className="min-w-0 grow">
        <p className="font-medium">{label}</p>
        <p className="max-w-2xl text-sm text-soft">{note}</p>
      </div>
      <span className="flex pt-0.5">
        <Switch label={label} checked={checked} onChange={onChange} disabled={disabled} />
      </span>
    </div>
  );
}
