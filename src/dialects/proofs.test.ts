import { expect, test } from "bun:test";
import { opened, openProof, sealProof } from "./proofs.ts";

test("a proof comes back from any dialect as what it was", () => {
  for (const native of ["signature", "redacted", "encrypted_content"] as const) {
    for (const kind of ["signature", "redacted", "encrypted_content"] as const) {
      expect(openProof(sealProof({ kind, value: "EqQ" }, native), native)).toEqual({ kind, value: "EqQ" });
      expect(opened(sealProof({ kind, value: "EqQ" }, native))).toBe("EqQ");
    }
  }
});

test("only a foreign proof is marked", () => {
  expect(sealProof({ kind: "signature", value: "EqQ" }, "signature")).toBe("EqQ");
  expect(sealProof({ kind: "signature", value: "EqQ" }, "encrypted_content")).toBe("switchyard.signature:EqQ");
});
