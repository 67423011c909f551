import { expect, test } from "bun:test";
import { inspect } from "node:util";

import { secret } from "./secret.ts";

const VALUE = "sk-very-secret-0123456789";
const hidden = secret(VALUE);

test("a secret shows itself where it is asked to, and nowhere else", () => {
  expect(hidden.reveal()).toBe(VALUE);
  const account = { credentials: { key: hidden }, list: [hidden] };
  for (const shown of [
    `${hidden}`,
    String(hidden),
    hidden + "",
    JSON.stringify(hidden),
    JSON.stringify(account),
    inspect(hidden),
    inspect(account, { depth: 9, showHidden: true }),
    Bun.inspect(hidden),
    Bun.inspect(account),
    JSON.stringify({ ...hidden }),
    JSON.stringify(Object.entries(hidden)),
  ])
    expect(shown).not.toContain(VALUE);
  expect(`${hidden}`).toBe("[secret]");
  expect(JSON.stringify({ hidden })).toBe('{"hidden":"[secret]"}');
  expect(inspect(hidden)).toBe("[secret]");
});

test("a secret does not show itself on the console", async () => {
  const code = `import { secret } from ${JSON.stringify(`${import.meta.dir}/secret.ts`)};
    const it = secret(${JSON.stringify(VALUE)}); console.log(it, { it }, [it]); console.error(new Map([["a", it]])); console.table([{ it }]);`;
  const child = Bun.spawn([process.execPath, "-e", code], { stdout: "pipe", stderr: "pipe" });
  const text = (await new Response(child.stdout).text()) + (await new Response(child.stderr).text());
  expect(text).toContain("[secret]");
  expect(text).not.toContain(VALUE);
});

test("a secret put into the text of an error stays one", () => {
  expect(new Error(`refused ${hidden}`).message).toBe("refused [secret]");
});
