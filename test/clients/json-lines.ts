// What clients print for programs: JSON, one object a line.

export type JsonRecord = Readonly<Record<string, unknown>>;

export function jsonLines(text: string): readonly JsonRecord[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as JsonRecord);
}

export function record(value: unknown): JsonRecord {
  return typeof value === "object" && value !== null ? (value as JsonRecord) : {};
}
