// How long something still counts: minutes and seconds.

import { useEffect, useState } from "react";

import { LOGINS_TEXT } from "./messages.ts";
import { useText } from "../../lib/i18n.ts";

const SECOND_MS = 1000;

export function Countdown({ until }: { readonly until: string }) {
  const t = useText();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => window.clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((Date.parse(until) - now) / SECOND_MS));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <span role="timer" className="text-soft">
      {t(LOGINS_TEXT.timeLeft, { time })}
    </span>
  );
}
