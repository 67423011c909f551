// What connecting a client changed in a file of its, and so the way back: pure.

import { isDeepStrictEqual } from "node:util";

import { z } from "zod";

import type { WishedSetting } from "./client-settings.ts";
import { type ConfigFormat, editConfigText, readConfigText } from "./config-text.ts";
import { valueAt } from "./setting.ts";

const place = z.object({
  path: z.array(z.string()),
  /** Absent: there was none. */
  before: z.unknown().optional(),
  /** Absent: it was taken out. */
  after: z.unknown().optional(),
});

export const connectionSchema = z.object({
  client: z.string(),
  file: z.string(),
  format: z.enum(["toml", "json", "env"]),
  /** The whole text as it was; null: there was no file. */
  before: z.string().nullable(),
  after: z.string(),
  places: z.array(place),
});

export type Connection = z.infer<typeof connectionSchema>;

export interface FileState {
  readonly format: ConfigFormat;
  /** null where there is no file. */
  readonly text: string | null;
  /** What we did to it last; null where nothing. */
  readonly known: Connection | null;
}

/** The way back from what we did last is taken first, so that the first state of all is what is remembered. */
export function connected(
  state: FileState & { readonly client: string; readonly file: string },
  wishes: readonly WishedSetting[],
): Connection {
  const { client, file, format } = state;
  const back = disconnected(state);
  const before = back.kind === "restored" ? back.text : state.text;
  const values = readConfigText(format, before ?? "");
  const places = wishes.flatMap(({ path, value, unlessSet }) => {
    const now = valueAt(values, path);
    const stays = isDeepStrictEqual(now, value) || (unlessSet === true && now !== undefined);
    return stays ? [] : [{ path: [...path], before: now, after: value }];
  });
  const settings = places.map(({ path, after }) => ({ path, value: after }));
  return { client, file, format, before, after: editConfigText(format, before ?? "", settings), places };
}

export type Disconnected =
  /** `text`: null where the file goes. */
  | { readonly kind: "restored"; readonly text: string | null }
  /** Somebody else has changed these since. */
  | { readonly kind: "changed"; readonly places: readonly string[] };

/** Whole, where nobody touched the file since; else only what was ours, and only where it still is. */
export function disconnected({ format, text, known }: FileState): Disconnected {
  if (known === null || text === known.before) return { kind: "restored", text };
  if (text === known.after) return { kind: "restored", text: known.before };
  const values = readConfigText(format, text ?? "");
  const changed = known.places.filter(({ path, before, after }) => {
    const now = valueAt(values, path);
    return !isDeepStrictEqual(now, after) && !isDeepStrictEqual(now, before);
  });
  if (changed.length > 0) return { kind: "changed", places: changed.map(({ path }) => path.join(".")) };
  const settings = known.places.map(({ path, before }) => ({ path, value: before }));
  const left = text === null ? null : editConfigText(format, text, settings);
  return { kind: "restored", text: left?.trim() === "" && known.before === null ? null : left };
}
