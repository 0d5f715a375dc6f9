/** The longest answers are a month of a busy calendar (200 kB) and an account of hundreds of event types (3 kB each). */
export const MOST_BYTES = 5 * 1024 * 1024;

/**
 * All of a stream. One that is longer than `MOST_BYTES` is destroyed, and with it its socket.
 * @param tooLong what is thrown then
 * @throws what the stream throws, too
 */
export const boundedBody = async (stream: AsyncIterable<Buffer>, tooLong: () => Error): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop by a throw destroys the stream.
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
