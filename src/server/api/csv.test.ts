import { expect, test } from "bun:test";

import { csvLine } from "./csv.ts";

test.each([
  [["a", 1, true, null], "a,1,true,\r\n"],
  [['say "hi"', "a,b", "two\nlines"], '"say ""hi""","a,b","two\nlines"\r\n'],
  [["=1+1", "+49", "-1", "@cmd", "\t=1", " =1"], "'=1+1,'+49,'-1,'@cmd,'\t=1,' =1\r\n"],
  [[-1, -0.5], "-1,-0.5\r\n"],
  [['=HYPERLINK("http://x","y")'], '"\'=HYPERLINK(""http://x"",""y"")"\r\n'],
])("a line of %j is data, whatever a spreadsheet would make of it", (values, line) => {
  expect(csvLine(values)).toBe(line);
});
