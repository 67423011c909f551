// A world with the real Codex beside it, set up to ask the gateway through a provider of its own.

import { type CodexHome, createCodexHome, customProvider } from "./codex.ts";
import { startWorld, type World, type WorldOptions } from "./world.ts";

export interface CodexWorld extends AsyncDisposable {
  readonly world: World;
  readonly home: CodexHome;
}

export async function startCodexWorld(
  client: { readonly websockets: boolean },
  options: WorldOptions = {},
): Promise<CodexWorld> {
  const world = await startWorld(options);
  const home = await createCodexHome({ config: customProvider(world.url, client) });
  return {
    world,
    home,
    async [Symbol.asyncDispose]() {
      await home.remove();
      await world[Symbol.asyncDispose]();
    },
  };
}
