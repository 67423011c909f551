// The output items of a turn, as they pass.

export interface TurnItems {
  /** One event's JSON text. */
  note(data: string): void;
  /** In the order in which they were finished. */
  all(): readonly string[];
  /** The id that the client was told; null before. */
  responseId(): string | null;
}

export function createTurnItems(): TurnItems {
  const items: string[] = [];
  let responseId: string | null = null;
  return {
    note(data) {
      if (responseId === null && data.includes('"response.created"')) responseId = idOf(parse(data)["response"]);
      if (!data.includes('"response.output_item.done"')) return;
      const event = parse(data);
      if (event["type"] === "response.output_item.done" && "item" in event) items.push(JSON.stringify(event["item"]));
    },
    all: () => items,
    responseId: () => responseId,
  };
}

function idOf(response: unknown): string | null {
  if (typeof response !== "object" || response === null || !("id" in response)) return null;
  return typeof response.id === "string" ? response.id : null;
}

function parse(data: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
