/** Reads a body of any kind as its bytes. */
import type { Request } from 'express';

/** The bytes as they came, compressed or not; undefined where there are more than `most`, of which no more is read. @throws when the client leaves */
export const wholeBody = async (request: Request, most: number): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > most) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The connection has to stay for the refusal: leaving the loop would close it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
