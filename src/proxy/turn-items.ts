// The output items of a turn, as they pass.

export interface TurnItems {
  /** One event's JSON text. */
  note(data: string): void;
  /** In the order in which they were finished. */
  all(): readonly string[];
}

export function createTurnItems(): TurnItems {
  const items: string[] = [];
  return {
    note(data) {
      if (!data.includes('"response.output_item.done"')) return;
      const event = parse(data);
      if (event["type"] === "response.output_item.done" && "item" in event) items.push(JSON.stringify(event["item"]));
    },
    all: () => items,
  };
}

function parse(data: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
