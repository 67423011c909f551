// Light, dark, or as the system says: each click the next.

import { Monitor, Moon, Sun } from "lucide-react";

import { useText } from "../lib/i18n.ts";
import { chooseTheme, type Theme, useTheme } from "../lib/theme.ts";
import { IconButton } from "./icon-button.tsx";
import { UI_TEXT } from "./messages.ts";

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const ICON = { system: Monitor, light: Sun, dark: Moon } as const;

export function ThemeButton() {
  const t = useText();
  const theme = useTheme();
  const Icon = ICON[theme];
  return (
    <IconButton label={`${t(UI_TEXT.theme)}: ${t(UI_TEXT[theme])}`} onClick={() => chooseTheme(NEXT[theme])}>
      <Icon aria-hidden className="size-4" />
    </IconButton>
  );
}
