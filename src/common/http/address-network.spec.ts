import { addressOf, maskAddress, neighbourhoodOf, networkOf } from './address-network';

describe('addressOf', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%eth0]:80', 'fe80::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9'],
    ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['[2001:DB8::0:1]:4711', '2001:db8::1'],
    ['::1', '::1'],
    ['unknown', null],
    ['_hidden', null],
    ['203.0.113', null],
    ['203.0.113.9:x', null],
    ['[203.0.113.9', null],
    ['%eth0', null],
    ['', null],
    [undefined, null],
    [null, null],
  ])('%s', (text, address) => {
    expect(addressOf(text)).toBe(address);
  });
});

describe('networkOf', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['unknown', 'unknown'],
    [null, 'unknown'],
  ])('%s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  it('is the same wherever in its /64 a guesser stands', () => {
    expect(networkOf('2001:db8:1:2:dead::1')).toBe(networkOf('2001:db8:1:2:0:beef::'));
  });
});

describe('maskAddress', () => {
  test.each([
    ['203.0.113.9', '203.0.113.*'],
    ['::ffff:203.0.113.9', '203.0.113.*'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['unknown', null],
    [null, null],
  ])('%s', (ip, masked) => {
    expect(maskAddress(ip)).toBe(masked);
  });
});

describe('neighbourhoodOf', () => {
  test.each([
    ['203.0.113.9', '203.0.113.0/24'],
    ['203.0.113.200', '203.0.113.0/24'],
    ['::ffff:203.0.113.9', '203.0.113.0/24'],
    ['2001:db8:1:2::9', '2001:db8:1::/48'],
    ['2001:db8:1:3:4:5:6:7', '2001:db8:1::/48'],
    ['::1', '0:0:0::/48'],
    ['unknown', 'unknown'],
    [null, 'unknown'],
  ])('%s', (ip, neighbourhood) => {
    expect(neighbourhoodOf(ip)).toBe(neighbourhood);
  });
});
