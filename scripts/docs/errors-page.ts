// docs/errors.md, from the catalogue of faults.

import { FAULTS } from "../../src/domain/faults.ts";
import { GENERATED, markdownTable } from "./markdown.ts";

const INTRODUCTION = `# Errors

Every error that Switchyard itself answers with has one of these codes. It is told in the form of the API that the client speaks;
the code is in the body. The owner says whose turn it is: the **client**'s (change the request), an **account**'s
(its quota or login), the **upstream**'s (it failed), the **config**'s (change config.yaml), or the **gateway**'s (ours).
Where an upstream refuses a request for what is in it, its own code and message are passed on.`;

export function errorsPage(): string {
  const rows = Object.entries(FAULTS).map(([code, fault]) => [
    `\`${code}\``,
    String(fault.status),
    fault.owner,
    fault.help,
  ]);
  return `${[GENERATED, INTRODUCTION, markdownTable(["code", "status", "owner", "what to do"], rows)].join("\n\n")}\n`;
}
