// The load: the same for every program measured. Counts no run with errors.

export interface Shot {
  readonly url: string;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/** Sends `total` requests, `atOnce` at a time, each read to its end. Throws where one fails. */
export async function fire(shot: Shot, total: number, atOnce: number): Promise<void> {
  let left = total;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const response = await fetch(shot.url, {
        method: "POST",
        body: shot.body,
        headers: { "content-type": "application/json", ...shot.headers },
      });
      const bytes = await response.bytes();
      if (response.status !== 200)
        throw new Error(`${shot.url} answered ${response.status}: ${Buffer.from(bytes).toString().slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, total) }, worker));
}

/** Opens `count` streams and reads all to their end; `opened` is called once each has brought its first bytes. */
export async function stream(
  shot: Shot,
  count: number,
  opened?: () => void | Promise<void>,
): Promise<{ readonly bytes: number }> {
  let bytes = 0;
  let begun = 0;
  const all = Promise.withResolvers<void>();
  const one = async (): Promise<void> => {
    const response = await fetch(shot.url, {
      method: "POST",
      body: shot.body,
      headers: { "content-type": "application/json", ...shot.headers },
    });
    if (response.status !== 200 || response.body === null)
      throw new Error(`${shot.url} answered ${response.status}: ${await response.text()}`);
    let first = true;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (first) begun += 1;
      if (first && begun === count) all.resolve();
      first = false;
    }
  };
  const running = Promise.all(Array.from({ length: count }, one));
  running.catch(all.reject);
  if (opened !== undefined) {
    await all.promise;
    await opened();
  }
  await running;
  return { bytes };
}
