import { networkOf } from './address-network';

describe('networkOf', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    [null, 'unknown'],
  ])('%s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  it('is the same wherever in its /64 a guesser stands', () => {
    expect(networkOf('2001:db8:1:2:dead::1')).toBe(networkOf('2001:db8:1:2:0:beef::'));
  });
});
