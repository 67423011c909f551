// What is true on every page: whether it is live, who is signed in, and how the page looks.

import { Eye, EyeOff, LogOut } from "lucide-react";
import type { ReactNode } from "react";

import { type LinkState, useLinkState } from "../lib/events.ts";
import { type Text, useText } from "../lib/i18n.ts";
import { setMasked, useMasked } from "../lib/mask.ts";
import { signOut, useSession } from "../lib/session.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { LanguageButton } from "../ui/language-button.tsx";
import { ThemeButton } from "../ui/theme-button.tsx";
import { APP_TEXT } from "./messages.ts";

export function TopBar({ menu }: { readonly menu: ReactNode }) {
  const t = useText();
  const masked = useMasked();
  const session = useSession();
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-1 border-b bg-ground/90 px-2 backdrop-blur sm:px-4">
      {menu}
      <div className="flex grow items-center gap-2">
        <LinkBadge />
        {session?.role === "viewer" && <Badge tone="warn">{t(APP_TEXT.viewer)}</Badge>}
      </div>
      <IconButton
        label={t(masked ? APP_TEXT.unmask : APP_TEXT.mask)}
        aria-pressed={masked}
        onClick={() => setMasked(!masked)}
      >
        {masked ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
      </IconButton>
      <LanguageButton />
      <ThemeButton />
      <IconButton label={t(APP_TEXT.signOut)} onClick={() => void signOut()}>
        <LogOut aria-hidden className="size-4" />
      </IconButton>
    </header>
  );
}

const LINKS: Readonly<Record<LinkState, { readonly text: Text; readonly tone: Tone }>> = {
  open: { text: APP_TEXT.live, tone: "good" },
  connecting: { text: APP_TEXT.connecting, tone: "plain" },
  lost: { text: APP_TEXT.offline, tone: "bad" },
};

function LinkBadge() {
  const t = useText();
  const { text, tone } = LINKS[useLinkState()];
  return (
    <span role="status">
      <Badge tone={tone}>{t(text)}</Badge>
    </span>
  );
}
