// The ports that vendors send browsers back to, on this computer's own addresses alone.

import type { Server } from "bun";

import type { LoopbackListener } from "../../logins/flows/callback-doors.ts";
import { loginPage } from "./login-page.ts";

/** The account may take a while: Google makes a project first. */
const IDLE_SECONDS = 240;
/** `localhost` is either, as the browser likes; not every computer has the second. */
const ADDRESS = "127.0.0.1";
const OTHER_ADDRESS = "::1";

export const loopbackListener: LoopbackListener = {
  listen({ port, path }, take) {
    const answer = async (request: Request): Promise<Response> => {
      const url = new URL(request.url);
      if (request.method !== "GET" || url.pathname !== path) return new Response("Not found", { status: 404 });
      const response = await loginPage(take(url.searchParams));
      // The port is let go of soon: nobody shall wait for more on this connection.
      response.headers.set("connection", "close");
      return response;
    };
    const server = tryListen({ hostname: ADDRESS, port, answer });
    if (server === null) return null;
    const other = tryListen({ hostname: OTHER_ADDRESS, port, answer });
    return {
      close() {
        // What is being answered is answered to its end.
        void server.stop(false);
        void other?.stop(false);
      },
    };
  },
};

interface Place {
  readonly hostname: string;
  readonly port: number;
  answer(request: Request): Promise<Response>;
}

function tryListen({ hostname, port, answer }: Place): Server<undefined> | null {
  try {
    return Bun.serve({ hostname, port, fetch: answer, idleTimeout: IDLE_SECONDS });
  } catch {
    return null;
  }
}
