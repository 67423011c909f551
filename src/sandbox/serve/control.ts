// The sandbox's own door for people: what there is, and what shall go wrong next.

import type { Member, Realm } from "../accounts/realm.ts";
import type { UsageWindow } from "../accounts/usage-window.ts";
import { readFaultScript } from "../faults/read-fault-script.ts";
import type { Json } from "../json.ts";
import { readBody } from "./read-body.ts";
import type { World } from "./world.ts";

const HELP = "the sandbox knows GET /_sandbox, POST /_sandbox/faults and DELETE /_sandbox/faults";

/** Answers a call to /_sandbox. These calls are not logged and no fault strikes them. */
export async function control(world: World, request: Request, path: string): Promise<Response> {
  const asked = `${request.method} ${path}`;
  switch (asked) {
    case "GET /_sandbox":
      return Response.json(overview(world));
    case "POST /_sandbox/faults": {
      const read = readFaultScript((await readBody(request)).body);
      if (read.kind === "wrong") return Response.json({ error: read.problem }, { status: 400 });
      world.faults.add(read.script);
      return Response.json({ faults: pending(world) }, { status: 201 });
    }
    case "DELETE /_sandbox/faults":
      world.faults.clear();
      return Response.json({ faults: [] });
    default:
      return Response.json({ error: HELP }, { status: 404 });
  }
}

function overview(world: World): Json {
  const { directory, log } = world;
  return {
    accounts: directory.accounts().map(({ handle, usage, served, latest }) => ({
      email: handle.email,
      plan: handle.plan,
      user_id: handle.userId,
      account_id: handle.accountId,
      primary: windowView(usage.primary()),
      secondary: windowView(usage.secondary()),
      requests: served.count,
      refreshes: latest().refreshes(),
    })),
    api_keys: directory.apiKeys().map(({ email, userId, key }) => ({ email, user_id: userId, key })),
    // Whoever the upstreams beside ChatGPT and OpenAI know, by upstream.
    others: Object.fromEntries(Object.entries(world.realms).map(([name, realm]) => [name, membersOf(realm)])),
    faults: pending(world),
    calls: { seen: log.seen(), open: log.openStreams() },
  };
}

function membersOf(realm: Pick<Realm<Member>, "members">): readonly Json[] {
  return realm.members().map(({ handle, key, served, sessions }) => ({
    email: handle.email,
    account_id: handle.accountId,
    ...(key === null ? {} : { key }),
    requests: served.count,
    ...(sessions === null ? {} : { refreshes: sessions.controls.refreshes() }),
  }));
}

/** JSON knows no Infinity. */
function pending(world: World): readonly Json[] {
  return world.faults.pending().map((script) => ({
    ...script,
    times: script.times === Number.POSITIVE_INFINITY ? "always" : script.times,
  }));
}

function windowView(window: UsageWindow | null): Json | null {
  return (
    window && {
      used_percent: Math.round(window.usedPercent * 100) / 100,
      resets_at: Math.floor(window.resetsAt / 1000),
    }
  );
}
