// What happens, as it happens.

import { endpoint, textAnswer } from "./endpoint.ts";
import { eventViews } from "./event-views.ts";

export const streamEvents = endpoint({
  method: "get",
  path: "/api/events",
  tag: "Events",
  summary: "What happens, as it happens: a stream of server-sent events",
  access: "viewer",
  action: null,
  answer: textAnswer(
    "text/event-stream",
    `Events with an \`id\` and \`{"items": [...], "omitted": n}\` as data, each kind at most four times a second: ${Object.keys(
      eventViews,
    )
      .map((kind) => `\`${kind}\``)
      .join(
        ", ",
      )}. The first is \`begun\`: what is read after it misses nothing. A page that comes back with \`Last-Event-ID\` gets what it missed, or \`reset\`: then everything that is shown has to be read again. Ends with the session, and when Switchyard stops.`,
  ),
});
