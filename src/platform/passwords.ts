// bcrypt, on the runtime's own threads: the event loop goes on.

const COST = 10;

export const passwords = {
  hash: (text: string): Promise<string> => Bun.password.hash(text, { algorithm: "bcrypt", cost: COST }),
  /** False also for what is no bcrypt hash. */
  verify: (text: string, hash: string): Promise<boolean> =>
    Bun.password.verify(text, hash, "bcrypt").catch(() => false),
};
