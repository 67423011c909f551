// What the loops share: where to ask, the question that makes the model call a tool twice at once, and the tool.

export const url = process.env.GATEWAY_URL;
export const model = process.env.MODEL;

export const question = 'call: look_up {"city":"Oslo"}\ncall: look_up {"city":"Rome"}';

export const tool = {
  name: "look_up",
  description: "Looks something up about a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

/** The tool itself: nobody can know what it says without calling it. */
export function lookUp({ city }) {
  if (city !== "Oslo" && city !== "Rome") throw new Error(`the arguments came broken: ${JSON.stringify(city)}`);
  return `${process.env.PROOF} of ${city}`;
}

/** One finished conversation: its last text, and what the client counted. */
export function tell(way, text, tokens) {
  const missing = ["Oslo", "Rome"].filter((city) => !text.includes(`${process.env.PROOF} of ${city}`));
  if (missing.length > 0) throw new Error(`${way}: the answer lacks ${missing}: ${text}`);
  if (!(tokens > 0)) throw new Error(`${way}: no tokens are counted, but ${tokens}`);
  process.stdout.write(`${JSON.stringify({ way, text })}\n`);
}

process.on("uncaughtException", ({ message, cause, responseBody = "" }) => {
  process.stderr.write(`${message} ${cause?.message ?? responseBody}\n`);
  process.exit(1);
});
