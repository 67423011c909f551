// docs/configuration.md, from the schema.

import { yamlValue } from "../../src/config/default-config.ts";
import { type ConfigKey, configKeyGroups, valuesOf } from "../../src/config/schema-keys.ts";
import { GENERATED, markdownTable } from "./markdown.ts";

const INTRODUCTION = `# Configuration

Everything Switchyard can be told stands in one YAML file, \`config.yaml\`, in the data folder: the one of \`--data-dir\`, else of
the environment variable \`SWITCHYARD_HOME\`, else \`~/.switchyard\`. \`--config\` names another file. On first start the file is
written with every key in it, commented out.

- A change works as soon as the file is saved; requests under way end as they began. Keys marked **restart** wait for the next start.
- A file with a mistake in it never comes into force: at start it is refused, later the old settings stay; either way each
  mistake is named with its line.
- A key without a value means its default. Unknown keys are kept and warned about.
- The dashboard and the management API edit this same file and keep its comments and order.`;

export function configurationPage(): string {
  const groups = configKeyGroups().map(({ title, keys }) => {
    const rows = keys.flatMap(valuesOf).map((key) => [`\`${key.path}\``, shownDefault(key), meaningOf(key)]);
    return `## ${title}\n\n${markdownTable(["key", "default", "what it does"], rows)}`;
  });
  return `${[GENERATED, INTRODUCTION, ...groups].join("\n\n")}\n`;
}

function shownDefault(key: ConfigKey): string {
  const value = yamlValue(key.defaultValue);
  return value === "" ? "unset" : `\`${value}\``;
}

function meaningOf(key: ConfigKey): string {
  return key.restart ? `${key.description} **restart**` : key.description;
}
