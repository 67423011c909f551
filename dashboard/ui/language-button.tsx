// English or Chinese, on every page and on the way in.

import { Languages } from "lucide-react";

import { chooseLanguage, useLanguage, useText } from "../lib/i18n.ts";
import { IconButton } from "./icon-button.tsx";
import { UI_TEXT } from "./messages.ts";

export function LanguageButton() {
  const t = useText();
  const language = useLanguage();
  return (
    <IconButton
      label={`${t(UI_TEXT.language)}: ${language === "en" ? "English" : "中文"}`}
      onClick={() => chooseLanguage(language === "en" ? "zh" : "en")}
    >
      <Languages aria-hidden className="size-4" />
    </IconButton>
  );
}
