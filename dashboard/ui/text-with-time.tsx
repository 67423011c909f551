// A sentence with a time in it, which has the exact one on hover as every time has.

import { type Text, useText, type Values } from "../lib/i18n.ts";
import { Time } from "./time.tsx";

export function TextWithTime({
  text,
  gap,
  at,
  values = {},
}: {
  readonly text: Text;
  /** The name of the gap at which the time stands. */
  readonly gap: string;
  readonly at: string | number;
  /** What fills the other gaps. */
  readonly values?: Values;
}) {
  const t = useText();
  const [before = "", after = ""] = t(text, values).split(`{${gap}}`);
  return (
    <>
      {before}
      <Time at={at} />
      {after}
    </>
  );
}
