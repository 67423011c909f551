import { describe, expect, test } from "bun:test";

import type { WishedSetting } from "./client-settings.ts";
import { connected, type Connection, disconnected } from "./connection.ts";

const FILE = { client: "claude", file: "/home/ada/settings.json", format: "json" } as const;
const wish = (url: string): readonly WishedSetting[] => [{ path: ["env", "URL"], value: url }];
const connect = (text: string | null, known: Connection | null = null, url = "http://a"): Connection =>
  connected({ ...FILE, text, known }, wish(url));
const back = (text: string | null, known: Connection) => disconnected({ ...FILE, text, known });

describe("the way back", () => {
  test("is the text as it was, byte for byte, also after being connected twice", () => {
    const before = `{ "env":{} , "a":1}`;
    const once = connect(before);
    const twice = connect(once.after, once, "http://b");
    expect(back(twice.after, twice)).toEqual({ kind: "restored", text: before });
  });

  test("takes the file away where there was none, and leaves what was added to it since", () => {
    const known = connect(null);
    expect(back(known.after, known)).toEqual({ kind: "restored", text: null });
    const more = known.after.replace(`"URL"`, `"OWN": "x",\n    "URL"`);
    const left = back(more, known);
    expect(left.kind === "restored" && JSON.parse(left.text ?? "")).toEqual({ env: { OWN: "x" } });
  });

  test("puts a value of the operator's own back", () => {
    const known = connect(`{"env":{"URL":"http://own"}}`);
    const left = back(known.after.replace("}}", `},"new":1}`), known);
    expect(left.kind === "restored" && JSON.parse(left.text ?? "")).toEqual({ env: { URL: "http://own" }, new: 1 });
  });

  test("is refused, with the name, where somebody else changed what was ours; what they put back themselves is well", () => {
    const known = connect(`{"env":{"URL":"http://own"}}`);
    expect(back(`{"env":{"URL":"http://third"}}`, known)).toEqual({ kind: "changed", places: ["env.URL"] });
    expect(back(`{"env":{}}`, known)).toEqual({ kind: "changed", places: ["env.URL"] });
    expect(back(`{"env":{"URL":"http://own"},"b":2}`, known)).toEqual({
      kind: "restored",
      text: `{"env":{"URL":"http://own"},"b":2}`,
    });
  });

  test("after connecting over a change of somebody else's leads to that", () => {
    const known = connect(`{}`);
    const third = `{"env":{"URL":"http://third"}}`;
    const again = connect(third, known);
    expect(back(again.after, again)).toEqual({ kind: "restored", text: third });
  });
});

test("what is wished only where nothing stands leaves what stands", () => {
  const { after, places } = connected({ ...FILE, text: `{"m":{"x":{"limit":1}}}`, known: null }, [
    { path: ["m", "x"], value: {}, unlessSet: true },
    { path: ["m", "y"], value: {}, unlessSet: true },
  ]);
  expect(JSON.parse(after)).toEqual({ m: { x: { limit: 1 }, y: {} } });
  expect(places.map(({ path }) => path.join("."))).toEqual(["m.y"]);
});
