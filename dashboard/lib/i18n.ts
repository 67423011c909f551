// English and Chinese from one catalogue: every text stands in both languages side by side, in `messages.ts` of the feature
// that shows it. `t` takes the text itself, so a text that is missing does not compile.

import { useSyncExternalStore } from "react";

export type Language = "en" | "zh";

/** A text in both languages; `{name}` is filled in. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

export type Values = Readonly<Record<string, string | number>>;

const KEY = "switchyard.language";
const listeners = new Set<() => void>();
let language: Language = initialLanguage();
document.documentElement.lang = htmlLang(language);

export function currentLanguage(): Language {
  return language;
}

export function chooseLanguage(next: Language): void {
  language = next;
  document.documentElement.lang = htmlLang(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Kept for this page alone then.
  }
  for (const listener of listeners) listener();
}

/** The text in the page's language. `one` is taken instead where `count` is 1. */
export function say(text: Text & { readonly one?: Text }, values: Values = {}): string {
  const form = values["count"] === 1 && text.one !== undefined ? text.one : text;
  return form[language].replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

/** `say`, in a component that is drawn anew when the language changes. */
export function useText(): typeof say {
  useSyncExternalStore(subscribe, currentLanguage);
  return say;
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function initialLanguage(): Language {
  try {
    const stored = localStorage.getItem(KEY);
    if (stored === "en" || stored === "zh") return stored;
  } catch {
    // As the browser says, then.
  }
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

function htmlLang(of: Language): string {
  return of === "zh" ? "zh-CN" : "en";
}
