// A client's own configuration as text: single settings are read, set and taken out, and everything else stays as it was
// written, comments and order included.

import { editEnvText, readEnvText } from "./edit-env.ts";
import { editJsonText, readJsonText } from "./edit-json.ts";
import { editTomlText, readTomlText } from "./edit-toml.ts";
import { type Setting, valueAt } from "./setting.ts";

export type ConfigFormat = "toml" | "json" | "env";

/** Throws ConfigTextRefused. */
export function readConfigText(format: ConfigFormat, text: string): Readonly<Record<string, unknown>> {
  return FORMATS[format].read(text);
}

/** Throws ConfigTextRefused. */
export function editConfigText(format: ConfigFormat, text: string, settings: readonly Setting[]): string {
  const { read, edit } = FORMATS[format];
  const values = read(text);
  const news = settings.filter(({ path, value }) => value !== undefined || valueAt(values, path) !== undefined);
  return news.length === 0 ? text : edit(text, news);
}

interface Format {
  read(text: string): Readonly<Record<string, unknown>>;
  edit(text: string, settings: readonly Setting[]): string;
}

const FORMATS: Readonly<Record<ConfigFormat, Format>> = {
  toml: { read: readTomlText, edit: editTomlText },
  json: { read: readJsonText, edit: editJsonText },
  env: { read: readEnvText, edit: editEnvText },
};
