/** Which operation of Cal.com's a request is. Pure. */
import { isNameable } from './event_type.ts';

/** A request to Cal.com. */
export interface Operation {
  readonly method: string;
  /** Begins with `/v2` and holds the query. */
  readonly path: string;
  /** Of the path, behind `/v2`, decoded and in lower case, as Cal.com's router takes them. */
  readonly segments: readonly string[];
}

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A base of any kind, to read a path by. */
const BASE = 'http://calcom';

/**
 * Reads a request's method and URL. Undefined for a path that leads elsewhere than it says, by dots, doubled or encoded slashes: what a caller may do
 * is decided by it.
 */
export const readOperation = (method: string, originalUrl: string): Operation | undefined => {
  const target = originalUrl.replace(/^\/api(?=\/v2)/i, '');
  if (!METHODS.includes(method) || !URL.canParse(target, BASE)) return undefined;
  const { pathname, search, host } = new URL(target, BASE);
  const [raw = ''] = target.split('?');
  if (host !== new URL(BASE).host || pathname !== raw) return undefined;
  const segments = pathname.split('/').slice(1).map(decoded);
  // One slash at the end is as good as none.
  if (segments.at(-1) === '') segments.pop();
  const [version, ...rest] = segments;
  return version === 'v2' && rest.every((segment) => segment !== undefined && isPlain(segment))
    ? { method, path: `${pathname}${search}`, segments: rest.filter((segment) => segment !== undefined) }
    : undefined;
};

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment).toLowerCase();
  } catch {
    return undefined;
  }
};

const isPlain = (segment: string): boolean =>
  segment !== '' && isNameable(segment) && !/^\.{1,2}$|[/\\?#%]/.test(segment);

/** Whether it changes nothing, and may be sent again. */
export const isReading = ({ method }: Pick<Operation, 'method'>): boolean => method === 'GET' || method === 'HEAD';
