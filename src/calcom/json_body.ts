/** The JSON of a body, as it came or as text; undefined where it holds none. */
export const jsonOf = (body: Buffer | string): unknown => {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
};
