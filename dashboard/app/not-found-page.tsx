// An address that leads nowhere.

import { Link, useRouterState } from "@tanstack/react-router";

import { useText } from "../lib/i18n.ts";
import { EmptyState } from "../ui/states.tsx";
import { APP_TEXT } from "./messages.ts";

export function NotFoundPage() {
  const t = useText();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <EmptyState
      title={<h1 className="text-lg">{t(APP_TEXT.notFound)}</h1>}
      action={
        <Link to="/" className="font-medium text-accent underline">
          {t(APP_TEXT.toOverview)}
        </Link>
      }
    >
      {t(APP_TEXT.notFoundNote, { path })}
    </EmptyState>
  );
}
