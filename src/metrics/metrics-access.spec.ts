import { type Asking, metricsAccess } from './metrics-access';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

it.each<[string, string | null, Asking, string]>([
  ['this machine', null, { address: '127.0.0.1', headers: {} }, 'granted'],
  ['this machine over IPv6', null, { address: '::1', headers: {} }, 'granted'],
  ['this machine in both families', null, { address: '::ffff:127.0.0.1', headers: {} }, 'granted'],
  ['elsewhere', null, { address: '192.0.2.1', headers: {} }, 'hidden'],
  ['elsewhere with any token', null, { address: '192.0.2.1', headers: bearer('x') }, 'hidden'],
  ['nowhere', null, { address: undefined, headers: {} }, 'hidden'],
  [
    'a proxy on this machine',
    null,
    { address: '127.0.0.1', headers: { 'x-forwarded-for': '192.0.2.1' } },
    'hidden',
  ],
  ['a name that looks like this machine', null, { address: '127.evil.example', headers: {} }, 'hidden'],
  ['this machine without the token', 'token-of-operator', { address: '127.0.0.1', headers: {} }, 'denied'],
  [
    'this machine with a wrong one',
    'token-of-operator',
    { address: '127.0.0.1', headers: bearer('token') },
    'denied',
  ],
  [
    'elsewhere with the token',
    'token-of-operator',
    { address: '192.0.2.1', headers: bearer('token-of-operator') },
    'granted',
  ],
  [
    'the token as a password',
    'token-of-operator',
    { address: '192.0.2.1', headers: { authorization: 'token-of-operator' } },
    'denied',
  ],
])('whoever comes from %s', (_, token, asking, access) => {
  expect(metricsAccess(token, asking)).toBe(access);
});
