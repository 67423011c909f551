// How the dashboard looks in this browser.

import { chooseLanguage, type Language, useLanguage, useText } from "../../lib/i18n.ts";
import { setMasked, useMasked } from "../../lib/mask.ts";
import { chooseTheme, type Theme, useTheme } from "../../lib/theme.ts";
import { Card } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { Select } from "../../ui/select.tsx";
import { LOOK_TEXT } from "./messages.ts";
import { SettingSwitch } from "./setting-switch.tsx";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function LookSection() {
  const t = useText();
  const theme = useTheme();
  const language = useLanguage();
  const masked = useMasked();
  return (
    <Card title={t(LOOK_TEXT.look)} note={t(LOOK_TEXT.lookNote)}>
      <div className="grid max-w-xl gap-4 pb-2 sm:grid-cols-2">
        <Field label={t(LOOK_TEXT.theme)}>
          <Select
            value={theme}
            onChange={chooseTheme}
            options={THEMES.map((value) => ({ value, label: t(UI_TEXT[value]) }))}
          />
        </Field>
        <Field label={t(LOOK_TEXT.language)}>
          <Select<Language>
            value={language}
            onChange={chooseLanguage}
            options={[
              { value: "en", label: "English" },
              { value: "zh", label: "中文" },
            ]}
          />
        </Field>
      </div>
      <SettingSwitch
        label={t(LOOK_TEXT.mask)}
        note={t(LOOK_TEXT.maskNote)}
        checked={masked}
        disabled={false}
        onChange={setMasked}
      />
    </Card>
  );
}
