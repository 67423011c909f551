// What the operator said, and what is remembered.

import { inWords } from "./check-place.ts";
import type { ConfigFacts, DatabaseFacts } from "./facts.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

export function checkConfig(config: ConfigFacts): readonly Finding[] {
  switch (config.kind) {
    case "missing":
      return [ok("config", `there is no ${config.path} yet: defaults count`)];
    case "unusable":
      return config.problems.map((problem) =>
        broken("config", problem, "mend it: `switchyard config edit` checks before it writes"),
      );
    case "read":
      return [
        ok("config", `${config.path} is valid`),
        ...config.warnings.map((text) => warning("config", text, "correct the name, or take the key out")),
      ];
  }
}

export function checkDatabase(database: DatabaseFacts | null): readonly Finding[] {
  switch (database?.kind) {
    case undefined:
      return [];
    case "absent":
      return [ok("database", "there is no database yet: the first start makes it")];
    case "failed":
      return [broken("database", database.message, "restore it from a backup, or move it away to begin a new one")];
    case "opened": {
      const size = database.sizeBytes === null ? "" : `, ${inWords(database.sizeBytes)}`;
      return [ok("database", `the database opens (${database.name}${size})`)];
    }
  }
}
