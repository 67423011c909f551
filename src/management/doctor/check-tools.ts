// The tools on this computer: whose login each uses, which of ours are lent to them, and where they ask.

import type { ClientFacts, DoctorFacts, ToolFacts } from "./facts.ts";
import { type Finding, ok, warning } from "./finding.ts";

export function checkTools(tools: readonly ToolFacts[]): readonly Finding[] {
  return tools.map(({ title, file, state }) => {
    switch (state.kind) {
      case "signed-out":
        return ok("tool", `nobody is signed in to ${title}`);
      case "unreadable":
        return warning(
          "tool",
          `${title}: ${state.reason}`,
          "the gateway serves all the same; `switch` and `list` cannot tell its account",
        );
      case "signed-in":
        if (state.account === null) {
          return warning(
            "tool",
            `${title} uses a login that is no account here`,
            `take it in: \`switchyard import ${file}\``,
          );
        }
        return ok("tool", `${title} uses ${state.account}${state.isLent ? ", and renews that login itself" : ""}`);
    }
  });
}

export function checkClients(clients: readonly ClientFacts[]): readonly Finding[] {
  return clients.map(({ client, title, file, url, answers }) =>
    answers
      ? ok("client", `${title} asks ${url}`)
      : warning(
          "client",
          `${title} is pointed at ${url} (${file}), where nobody answers`,
          `start the gateway with \`switchyard serve\`, or take it back with \`switchyard connect ${client} --undo\``,
        ),
  );
}

export function checkCodex(codex: DoctorFacts["codex"]): readonly Finding[] {
  if (codex === null) return [];
  const { path, version } = codex;
  return version === null
    ? [warning("codex", `${path} does not say its version`, "install Codex anew, where it does not start either")]
    : [ok("codex", `Codex ${version} (${path})`)];
}
