// The menu: which page, and where something waits.

import { Link } from "@tanstack/react-router";

import { useText } from "../lib/i18n.ts";
import { APP_TEXT } from "./messages.ts";
import { type Entry, MENU } from "./navigation.ts";
import { useWaiting } from "./use-waiting.ts";

export function Menu() {
  const t = useText();
  const waiting = useWaiting();
  return MENU.map(({ text, entries }, index) => (
    <div key={index} className="flex flex-col gap-0.5 pb-3">
      {text !== null && <p className="px-2 pb-1 text-xs font-medium text-soft">{t(text)}</p>}
      {entries.map((entry) => (
        <MenuLink key={entry.path} entry={entry} waiting={waiting[entry.path] ?? 0} />
      ))}
    </div>
  ));
}

function MenuLink({ entry: { path, text, icon: Icon }, waiting }: { readonly entry: Entry; readonly waiting: number }) {
  const t = useText();
  return (
    <Link
      to={path}
      activeOptions={{ exact: path === "/", includeSearch: false }}
      className="flex items-center gap-2.5 rounded-md px-2 py-1.5 text-soft hover:bg-sunken hover:text-ink"
      activeProps={{ className: "bg-accent-soft font-medium text-accent hover:bg-accent-soft hover:text-accent" }}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 grow truncate">{t(text)}</span>
      {waiting > 0 && (
        <span className="rounded-full bg-warn-soft px-1.5 text-xs font-medium text-warn">
          {waiting}
          <span className="sr-only"> {t(APP_TEXT.waiting)}</span>
        </span>
      )}
    </Link>
  );
}
