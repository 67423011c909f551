// Upstreams refuse two tools of one name; clients declare a tool anew to change it.

import type { Tool } from "../exchange/request.ts";

/** The tools, each name once: what is declared later takes the place of what was (Codex tells of changes so). */
export function latestTools(tools: readonly Tool[]): readonly Tool[] {
  const latest = new Map<unknown, Tool>();
  for (const tool of tools) latest.set("name" in tool ? tool.name : tool, tool);
  return latest.size === tools.length ? tools : [...latest.values()];
}
