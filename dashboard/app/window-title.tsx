// The window's title says how things stand: `▲ 2 accounts need you · Quota · Switchyard`.

import { useRouterState } from "@tanstack/react-router";

import { useVerdict } from "../features/overview/use-verdict.ts";
import { headlineOf } from "../features/overview/verdict-text.ts";
import { useText } from "../lib/i18n.ts";
import { useNow } from "../lib/now.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { APP_TEXT } from "./messages.ts";
import { MENU } from "./navigation.ts";

export function WindowTitle() {
  const t = useText();
  const now = useNow();
  const verdict = useVerdict();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const page = MENU.flatMap(({ entries }) => entries).find((entry) => entry.path === path);
  const mark = verdict?.tone === "good" ? "" : "▲ ";
  const parts = [verdict && `${mark}${headlineOf(verdict, now)}`, t(page?.text ?? APP_TEXT.notFound), "Switchyard"];
  useDocumentTitle(parts.filter((part) => part !== null).join(" · "));
  return null;
}
