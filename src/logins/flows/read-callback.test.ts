import { expect, test } from "bun:test";

import { readPastedCallback } from "./read-callback.ts";

const WHOLE = { state: "s", code: "c", error: null };

test.each([
  ["http://localhost:1455/auth/callback?code=c&state=s", WHOLE],
  ["  http://localhost:1455/auth/callback?code=c&state=s&scope=a%20b\n", WHOLE],
  ["?code=c&state=s", WHOLE],
  ["code=c&state=s", WHOLE],
  ["c#s", WHOLE],
  [
    "http://localhost/?error=access_denied&error_description=Not+you&state=s",
    {
      state: "s",
      code: null,
      error: "access_denied: Not you",
    },
  ],
  ["http://localhost/?code=&state=", { state: "", code: null, error: null }],
])("reads what people copy: %p", (text, callback) => expect(readPastedCallback(text)).toEqual(callback));

test.each([
  "",
  " ",
  "a sentence about it",
  "c",
  "#s",
  "c#",
  "a#b#c",
  "ftp://localhost/?code=c",
  "http://",
  "javascript:x",
])("takes nothing else for one: %p", (text) => expect(readPastedCallback(text)).toBeNull());
