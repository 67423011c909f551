// Who goes first among a fixed number of seats, kept while one after the other changes: a change plays the matches on its own
// way to the top again, and no others.

export interface Tournament {
  /** The seat that goes before all others that take part; -1 where none does. */
  first(): number;
  /** This seat takes part now or no longer, or stands higher or lower than before. */
  replay(seat: number): void;
}

/** Whoever sits in a seat, by its number from 0. */
export interface Players {
  takesPart(seat: number): boolean;
  /** A strict order of those that take part; of two that did not change it says what it said before. */
  isBefore(seat: number, other: number): boolean;
}

const NOBODY = -1;

export function createTournament(seats: number, { takesPart, isBefore }: Players): Tournament {
  /** The winner of the match `at` came from the matches `2 * at` and `2 * at + 1`; the last `seats` are the seats themselves. */
  const winners = new Int32Array(2 * seats);
  const play = (at: number): number => {
    const one = winners[2 * at] ?? NOBODY;
    const other = winners[2 * at + 1] ?? NOBODY;
    if (one === NOBODY) return other;
    return other === NOBODY || isBefore(one, other) ? one : other;
  };
  const sit = (seat: number): void => {
    winners[seats + seat] = takesPart(seat) ? seat : NOBODY;
  };

  for (let seat = 0; seat < seats; seat += 1) sit(seat);
  for (let at = seats - 1; at > 0; at -= 1) winners[at] = play(at);
  return {
    // The final is match 1. A single seat is its own final.
    first: () => winners[1] ?? NOBODY,
    replay(seat) {
      sit(seat);
      for (let at = (seats + seat) >> 1; at > 0; at >>= 1) {
        const before = winners[at];
        const winner = play(at);
        winners[at] = winner;
        // Higher up nobody hears of a match that this seat neither won nor wins.
        if (winner === before && winner !== seat) return;
      }
    },
  };
}
