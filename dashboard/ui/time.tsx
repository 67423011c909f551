// A time as people think of it, with the exact one on hover.

import { exactText, relativeText } from "../lib/format.ts";
import { useLanguage } from "../lib/i18n.ts";
import { useNow } from "../lib/now.ts";

export function Time({
  at,
  past = false,
  className,
}: {
  readonly at: string | number | null;
  /** It has been: what came after the page's clock ticked last is `now`, not in a second. */
  readonly past?: boolean;
  readonly className?: string;
}) {
  const now = useNow();
  useLanguage();
  if (at === null) return <span className={className}>–</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={exactText(at)} className={className}>
      {relativeText(past ? Math.min(new Date(at).getTime(), now) : at, now)}
    </time>
  );
}
