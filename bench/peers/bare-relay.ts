// The floor in this runtime: passes everything on and looks at nothing.

import { onCore } from "../support/cores.ts";
import { ROOT, startProgram } from "../support/processes.ts";
import type { Peer } from "./peer.ts";

export const bareRelay: Peer = {
  name: "bare",
  find: async () => ({
    kind: "here",
    version: `Bun ${Bun.version}`,
    start: (_, { url }) => startProgram(onCore("measured", [`${ROOT}/bin/bun`, "bench/relay/bare-relay.ts", url])),
  }),
  door: (lane) => (lane === "relay" ? { dialect: "responses", path: "/v1/responses", headers: {} } : null),
};
