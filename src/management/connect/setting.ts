// A single value in somebody else's configuration, wherever and however it is written there.

export interface Setting {
  readonly path: readonly string[];
  /** undefined takes it out. */
  readonly value: unknown;
}

/** The file cannot be read, or not be changed without touching what was not meant. `message` says where and why. */
export class ConfigTextRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigTextRefused";
  }
}

/** undefined where there is none. */
export function valueAt(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    values,
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
