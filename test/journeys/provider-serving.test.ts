// Every provider serves every client: an account dropped in is listed, and answers in each of the four dialects, whole and
// streamed, with its tokens counted.

import { describe, expect, test } from "bun:test";

import { DIALECT_CLIENTS } from "../support/dialect-clients.ts";
import { dropAuthFile, fileNameOf, type KeyCase, KEYS, LOGINS, type ProviderCase } from "../support/provider-cases.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const ALONE = { routing: { "default-provider": null } };

/** Its model stands in the list of each dialect's clients. */
async function expectListed(world: World, { model }: ProviderCase): Promise<void> {
  const lists = [
    await world.get("/v1/models"),
    await world.get("/v1/models", { headers: { "anthropic-version": "2023-06-01" } }),
    await world.get("/v1beta/models"),
  ];
  for (const answer of lists) expect(await answer.text()).toContain(model);
}

const SECRET = "of-the-client-0123456789";
/** What a client says of itself stays here. */
const SAID = {
  "x-api-key": SECRET,
  authorization: `Bearer ${SECRET}`,
  "x-goog-api-key": SECRET,
  cookie: `session=${SECRET}`,
  "chatgpt-account-id": SECRET,
  "proxy-authorization": SECRET,
  "x-forwarded-for": "203.0.113.7",
  "x-custom": SECRET,
};

/** A depth of thinking is understood by every provider, whatever it comes to there. */
async function expectDepths(world: World, { model }: ProviderCase): Promise<void> {
  for (const client of DIALECT_CLIENTS) {
    for (const depth of ["(low)", "(high)", "(none)", "(2048)"]) {
      const what = { model: `${model}${depth}`, text: "hello", stream: depth === "(high)" };
      const answer = await client.ask(world, what, { headers: SAID });
      const body = await answer.text();
      expect([what.model, client.id, answer.status === 200 || body]).toEqual([what.model, client.id, true]);
      expect(client.said(body, what.stream)).toContain("You said: hello");
    }
  }
  for (const { headers, path, body } of world.sandbox.calls()) {
    expect([path, JSON.stringify([headers, body])]).toEqual([path, expect.not.stringContaining(SECRET)]);
    expect(Object.keys(headers)).not.toContain("x-forwarded-for");
  }
}

async function expectServed(world: World, { model, provider, asksAt }: ProviderCase): Promise<void> {
  const answers: { readonly answer: Response; readonly stream: boolean }[] = [];
  for (const client of DIALECT_CLIENTS) {
    for (const stream of [false, true]) {
      const way = `${client.id}${stream ? ", streamed" : ""}`;
      const answer = await client.ask(world, { model, text: "hello", stream });
      const body = await answer.text();
      expect([way, answer.status, answer.status === 200 ? "" : body]).toEqual([way, 200, ""]);
      expect([way, client.said(body, stream)]).toEqual([way, `Hello from ${model}. You said: hello`]);
      if (stream) expect([way, client.end(body)]).toEqual([way, "whole"]);
      expect([way, ...client.tokens(body, stream)]).toEqual([way, expect.any(Number), expect.any(Number)]);
      answers.push({ answer, stream });
      const asked = world.sandbox.calls().findLast(({ path, method }) => method === "POST" && asksAt.test(path));
      expect(JSON.stringify(asked?.body)).toContain("hello");
    }
  }
  for (const { answer, stream } of answers) {
    const record = await world.record(answer);
    expect(record).toMatchObject({ outcome: "ok", provider, modelServed: model, streamed: stream });
    expect(record.attempts).toHaveLength(1);
    expect(record.usage?.inputTokens).toBeGreaterThan(0);
    expect(record.usage?.outputTokens).toBeGreaterThan(0);
  }
}

describe("a login dropped into the folder is listed and serves every client:", () => {
  for (const one of LOGINS) {
    test(one.title, async () => {
      await using world = await startWorld({ accounts: 0, config: { ...ALONE, ...one.config } });
      const member = one.add(world.sandbox, { email: "ada@example.com" });
      await dropAuthFile(world, fileNameOf(one, 1), member.file());
      await until("the model is listed", async () =>
        (await (await world.get("/v1/models")).text()).includes(one.model),
      );
      await expectListed(world, one);
      await expectServed(world, one);
      await expectDepths(world, one);
    });
  }
});

describe("a key of config.yaml serves every client:", () => {
  for (const one of KEYS) {
    test(one.title, async () => {
      const join = (place: Parameters<KeyCase["entry"]>[0]) => ({ [one.list]: [one.entry(place, "key@example.com")] });
      await using world = await startWorld({ accounts: 0, config: ALONE, join });
      await expectListed(world, one);
      await expectServed(world, one);
      await expectDepths(world, one);
    });
  }
});

describe("the same key in an auth file:", () => {
  for (const one of KEYS) {
    const { file } = one;
    if (file === undefined) continue;
    test(one.title, async () => {
      await using world = await startWorld({
        accounts: 0,
        config: ALONE,
        join: (place) => place.addAuthFile("key.json", file(one.entry(place, "key@example.com"))),
      });
      await expectListed(world, one);
      const [chat] = DIALECT_CLIENTS;
      const answer = await chat?.ask(world, { model: one.model, text: "hello", stream: false });
      expect([answer?.status, await answer?.text()]).toEqual([200, expect.stringContaining("You said: hello")]);
    });
  }
});
