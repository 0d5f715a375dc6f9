/** Asks an api every question until the cache decides it. @throws where it does not */
export const fillCache = async (port: number, bodies: readonly string[]): Promise<void> => {
  const ask = (body: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  for (const body of bodies) await (await ask(body)).text();
  for (const body of bodies) {
    const answer = await ask(body);
    if (!answer.headers.get('cache-status')?.includes('hit')) throw new Error(`Not cached: ${await answer.text()}`);
    await answer.text();
  }
};
