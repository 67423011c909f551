import { expect, test } from "bun:test";

import fc from "fast-check";

import { createTournament } from "./tournament.ts";

interface Change {
  readonly seat: number;
  /** null: takes no part. */
  readonly rank: number | null;
}

const anyRank = fc.option(fc.integer({ min: 0, max: 9 }), { nil: null });

test("after each change the first is who a look at everybody finds", () => {
  const anyChange: fc.Arbitrary<Change> = fc.record({ seat: fc.nat(), rank: anyRank });
  fc.assert(
    fc.property(fc.array(anyRank, { maxLength: 40 }), fc.array(anyChange), (begun, changes) => {
      const ranks = [...begun];
      const rankOf = (seat: number): number => ranks[seat] ?? Number.NaN;
      const isBefore = (a: number, b: number): boolean => rankOf(a) < rankOf(b) || (rankOf(a) === rankOf(b) && a < b);
      const tournament = createTournament(ranks.length, { takesPart: (seat) => ranks[seat] !== null, isBefore });
      const found = (): number => {
        const [first] = [...ranks.keys()]
          .filter((seat) => ranks[seat] !== null)
          .toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
        return first ?? -1;
      };
      expect(tournament.first()).toBe(found());
      if (ranks.length === 0) return;
      for (const { seat, rank } of changes) {
        ranks[seat % ranks.length] = rank;
        tournament.replay(seat % ranks.length);
        expect(tournament.first()).toBe(found());
      }
    }),
  );
});

test("a change of one among thousands plays a match a level", () => {
  let matches = 0;
  const tournament = createTournament(5000, {
    takesPart: () => true,
    isBefore: (a, b) => {
      matches += 1;
      return a < b;
    },
  });
  expect(matches).toBeLessThan(5000);
  matches = 0;
  tournament.replay(0);
  expect(matches).toBeLessThanOrEqual(13);
});
