import { expect, test } from 'vitest';
import { callbackUrlFault } from '../../src/contract/callback_url.ts';

test.each([
  'https://example.com/hook',
  'https://example.com:8443/hook?of=1#part',
  'https://93.184.215.14/hook',
  'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
])('%s may be called', (url) => {
  expect(callbackUrlFault(url, false)).toBeUndefined();
});

test.each<readonly [string, string, string]>([
  ['a path', '/hook', 'must be an absolute URL'],
  ['nothing', '', 'must be an absolute URL'],
  ['http', 'http://example.com/', 'must be an https URL'],
  ['a file', 'file:///etc/passwd', 'must be an https URL'],
  ['a script', 'javascript:alert(1)', 'must be an https URL'],
  ['a user name', 'https://user@example.com/', 'must not hold credentials'],
  ['a password', 'https://:secret@example.com/', 'must not hold credentials'],
  ...[
    'localhost',
    'LOCALHOST.',
    'api.localhost',
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[::ffff:127.0.0.1]',
    '[::ffff:8.8.8.8]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
  ].map((host) => [host, `https://${host}/`, 'must name a host on the public internet'] as const),
])('%s may not be called', (_what, url, reason) => {
  expect(callbackUrlFault(url, false)).toBe(reason);
});

test('a private network may be called where the operator allows it, and credentials may not be given there either', () => {
  expect(callbackUrlFault('http://127.0.0.1:4000/', true)).toBeUndefined();
  expect(callbackUrlFault('https://10.0.0.1/', true)).toBeUndefined();
  expect(callbackUrlFault('http://user@10.0.0.1/', true)).toBe('must not hold credentials');
  expect(callbackUrlFault('ftp://10.0.0.1/', true)).toBe('must be an http or https URL');
});
