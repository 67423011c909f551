// What the building blocks themselves say.

import type { Text } from "../lib/i18n.ts";

export const UI_TEXT = {
  close: { en: "Close", zh: "关闭" },
  cancel: { en: "Cancel", zh: "取消" },
  copy: { en: "Copy", zh: "复制" },
  copied: { en: "Copied", zh: "已复制" },
  retry: { en: "Try again", zh: "重试" },
  comma: { en: ", ", zh: "、" },
  semicolon: { en: "; ", zh: "；" },
  colon: { en: ": ", zh: "：" },
  loading: { en: "Loading", zh: "正在加载" },
  failed: { en: "This could not be loaded", zh: "无法加载" },
  used: { en: "{percent} used", zh: "已用 {percent}" },
  remaining: { en: "{percent} left", zh: "剩余 {percent}" },
  language: { en: "Language", zh: "语言" },
  theme: { en: "Theme", zh: "主题" },
  light: { en: "Light", zh: "浅色" },
  dark: { en: "Dark", zh: "深色" },
  system: { en: "As the system", zh: "跟随系统" },
} as const satisfies Record<string, Text>;
