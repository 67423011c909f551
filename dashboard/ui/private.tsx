// An identity: shown, or made unrecognisable where the reader asked for it.

import { maskText, useMasked } from "../lib/mask.ts";

export function Private({ children, className }: { readonly children: string; readonly className?: string }) {
  const masked = useMasked();
  return (
    <span className={className} title={masked ? undefined : children}>
      {masked ? maskText(children) : children}
    </span>
  );
}
