// What clients ask, in each dialect: a short question, or the history of a long agent session.

export type Dialect = "responses" | "chat" | "messages";

export interface Ask {
  readonly dialect: Dialect;
  readonly model: string;
  readonly streams: boolean;
  /** About how many bytes the body has; 0: a short question. */
  readonly historyBytes: number;
}

/** As code is: with line breaks and quotation marks to escape, and letters beyond ASCII. */
const SOURCE = `export function greet(name: string): string {\n\tconst word = name === "" ? "world" : name;\n\treturn \`Grüße, \${word}\`;\n}\n`;
const OUTPUT = SOURCE.repeat(24);
const ARGUMENTS = JSON.stringify({ path: "src/greet.ts", offset: 0 });
const SCHEMA = {
  type: "object",
  properties: { path: { type: "string" }, offset: { type: "integer" } },
  required: ["path"],
};

/** The body of the request, as text. */
export function bodyOf(ask: Ask): string {
  const turns = Math.ceil(ask.historyBytes / JSON.stringify(OUTPUT).length);
  switch (ask.dialect) {
    case "responses":
      return responsesBody(ask, turns);
    case "chat":
      return chatBody(ask, turns);
    case "messages":
      return messagesBody(ask, turns);
  }
}

function responsesBody({ model, streams }: Ask, turns: number): string {
  const says = (text: string): object => ({ type: "message", role: "user", content: [{ type: "input_text", text }] });
  const history = numbered(turns, (id) => [
    { type: "function_call", call_id: id, name: "read_file", arguments: ARGUMENTS },
    { type: "function_call_output", call_id: id, output: OUTPUT },
  ]);
  const tools = [{ type: "function", name: "read_file", description: "Reads a file.", parameters: SCHEMA }];
  const input = [says("Look around."), ...history, says("Go on.")];
  return JSON.stringify({ model, stream: streams, store: false, ...(turns === 0 ? {} : { tools }), input });
}

function chatBody({ model, streams }: Ask, turns: number): string {
  const history = numbered(turns, (id) => [
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id, type: "function", function: { name: "read_file", arguments: ARGUMENTS } }],
    },
    { role: "tool", tool_call_id: id, content: OUTPUT },
  ]);
  const tools = [
    { type: "function", function: { name: "read_file", description: "Reads a file.", parameters: SCHEMA } },
  ];
  const messages = [{ role: "user", content: "Look around." }, ...history, { role: "user", content: "Go on." }];
  return JSON.stringify({ model, stream: streams, ...(turns === 0 ? {} : { tools }), messages });
}

function messagesBody({ model, streams }: Ask, turns: number): string {
  const history = numbered(turns, (id) => [
    {
      role: "assistant",
      content: [{ type: "tool_use", id, name: "read_file", input: JSON.parse(ARGUMENTS) as object }],
    },
    { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: OUTPUT }] },
  ]);
  const tools = [{ name: "read_file", description: "Reads a file.", input_schema: SCHEMA }];
  const messages = [
    { role: "user", content: "Look around." },
    ...history,
    ...(turns === 0
      ? []
      : [
          { role: "assistant", content: "I have." },
          { role: "user", content: "Go on." },
        ]),
  ];
  return JSON.stringify({ model, stream: streams, max_tokens: 4096, ...(turns === 0 ? {} : { tools }), messages });
}

function numbered(turns: number, turn: (id: string) => readonly object[]): readonly object[] {
  return Array.from({ length: turns }, (_, index) => turn(`call_${String(index).padStart(6, "0")}`)).flat();
}
