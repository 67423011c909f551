// What would change in a file, as people read it; secrets in it are not shown.

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

const SECRET_VALUE = /((?:key|token|secret|password)\w*["']?\s*[=:]\s*["']?)(?!any\b)([^\s"',]{4,})/gi;
const NAME_OF_A_VARIABLE = /env_key/;

/** A unified diff; null stands for no file. */
export function maskedDiff(path: string, before: string | null, after: string | null): string {
  const patch = createTwoFilesPatch(
    before === null ? "/dev/null" : path,
    after === null ? "/dev/null" : path,
    before ?? "",
    after ?? "",
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  );
  return patch
    .split("\n")
    .map((line) => (NAME_OF_A_VARIABLE.test(line) ? line : line.replaceAll(SECRET_VALUE, "$1***")))
    .join("\n")
    .trimEnd();
}
