// The frame: menu at the left (a sheet on a phone), a thin bar above, the page.

import { Outlet, useRouterState } from "@tanstack/react-router";
import { Menu as MenuIcon, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { cx } from "../lib/cx.ts";
import { useText } from "../lib/i18n.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu } from "./menu.tsx";
import { APP_TEXT } from "./messages.ts";
import { TopBar } from "./top-bar.tsx";
import { WindowTitle } from "./window-title.tsx";

export function Shell() {
  const t = useText();
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const menu = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    setOpen(false);
    // Who does not see that the page has changed reads on at its beginning.
    main.current?.focus({ preventScroll: true });
  }, [path]);
  useEffect(() => {
    if (open) menu.current?.focus();
  }, [open]);
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_1fr]">
      <WindowTitle />
      <a
        href="#page"
        onClick={(event) => {
          // What is behind the # is a page's address, not a place on it.
          event.preventDefault();
          main.current?.focus();
        }}
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-raised focus:p-2"
      >
        {t(APP_TEXT.skip)}
      </a>
      {open && (
        <button
          type="button"
          aria-hidden
          tabIndex={-1}
          className="fixed inset-0 z-30 bg-black/40 lg:hidden"
          onClick={() => setOpen(false)}
        />
      )}
      <nav
        ref={menu}
        tabIndex={-1}
        aria-label={t(APP_TEXT.menu)}
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
        className={cx(
          "z-30 flex flex-col gap-1 overflow-y-auto border-r bg-surface px-3 py-4 outline-none max-lg:fixed max-lg:inset-y-0 max-lg:left-0 max-lg:w-60 lg:sticky lg:top-0 lg:h-dvh",
          !open && "max-lg:hidden",
        )}
      >
        <div className="flex items-center gap-2 px-2 pb-3">
          <img src="./icon.svg" alt="" className="size-7" />
          <span className="grow text-base font-semibold tracking-tight">Switchyard</span>
          <IconButton label={t(APP_TEXT.closeMenu)} size="small" className="lg:hidden" onClick={() => setOpen(false)}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </div>
        <Menu />
      </nav>
      <div className="flex min-w-0 flex-col">
        <TopBar
          menu={
            <IconButton
              label={t(APP_TEXT.menu)}
              className="lg:hidden"
              aria-expanded={open}
              onClick={() => setOpen(true)}
            >
              <MenuIcon aria-hidden className="size-5" />
            </IconButton>
          }
        />
        <main ref={main} id="page" tabIndex={-1} className="min-w-0 grow outline-none">
          <Outlet />
        </main>
      </div>
    </div>
  );
}
