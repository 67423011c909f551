// On or off, in force at once.

import { Switch as Base } from "@base-ui/react/switch";

export function Switch({
  checked,
  onChange,
  label,
  disabled = false,
}: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: string;
  readonly disabled?: boolean;
}) {
  return (
    <Base.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      className="relative h-5 w-9 shrink-0 rounded-full bg-line transition-colors data-checked:bg-accent data-disabled:opacity-50"
    >
      <Base.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white shadow transition-transform data-checked:translate-x-[1.125rem]" />
    </Base.Root>
  );
}
