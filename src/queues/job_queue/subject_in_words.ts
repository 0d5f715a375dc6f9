/** What a job is about, for whoever reads its name in Bull Board and in the log. */

/**
 * `id:101|30` is event type 101 at 30 minutes, `id:101||Asia/Kolkata` as it is listed to that zone; `once:…` is a question about one booking; the other forms hold names that people know.
 * @param segments a `SegmentsName`
 */
export const subjectInWords = (segments: string): string => {
  const [key = '', duration = '', zone = ''] = segments.split('|');
  const [way, name = ''] = key.split(/:(.*)/);
  if (way === 'once') return 'For one caller alone';
  const [minutes, hosts] = duration.split('~');
  const asked = `${minutes ? ` at ${minutes} min` : ''}${hosts === undefined ? '' : ` with ${hosts}`}${zone === '' ? '' : ` (${zone})`}`;
  return `${way === 'id' ? 'Event type ' : ''}${name}${asked}`;
};
