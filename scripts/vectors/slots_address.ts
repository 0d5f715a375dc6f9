import type { VectorCase } from './vector_file.ts';

/** The path and query of a question to GET /v2/slots, as a client writes it. */
export function slotsAddress(query: VectorCase['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    parameters.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  return `/v2/slots?${parameters}`;
}
