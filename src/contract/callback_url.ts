/** Which URLs may be given as a `callbackUrl`. The address behind a name is judged when it is connected to, not here. */
import ipaddr from 'ipaddr.js';

/**
 * What is wrong with a callback URL, to be read after its name; undefined when nothing is.
 * @param allowPrivateNetwork whether http, and addresses that are not public, are allowed
 */
export const callbackUrlFault = (text: string, allowPrivateNetwork: boolean): string | undefined => {
  const url = URL.parse(text);
  if (url === null) return 'must be an absolute URL';
  if (url.protocol !== 'https:' && !(allowPrivateNetwork && url.protocol === 'http:')) {
    return allowPrivateNetwork ? 'must be an http or https URL' : 'must be an https URL';
  }
  if (url.username !== '' || url.password !== '') return 'must not hold credentials';
  if (!allowPrivateNetwork && !isPublic(url.hostname)) return 'must name a host on the public internet';
  return undefined;
};

/** Whether a host is a name, or a public address. `URL` has written every way to spell an IPv4 address as the usual one. */
const isPublic = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '');
  // ipaddr.js is what the connecting agent judges with: everything that is not ordinary unicast is out, IPv4-mapped IPv6 too.
  if (ipaddr.isValid(host)) return ipaddr.parse(host).range() === 'unicast';
  return !/(^|\.)localhost\.?$/.test(host);
};
