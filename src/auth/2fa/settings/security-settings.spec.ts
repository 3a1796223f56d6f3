import { isLoosening, type SecuritySettings } from './security-settings';

const before: SecuritySettings = {
  requireForAllPayments: true,
  preferredMethod: 'totp',
  threshold: 100_000n,
};

describe('isLoosening', () => {
  it.each<[string, Partial<SecuritySettings>, Partial<SecuritySettings>, boolean]>([
    ['nothing changes', {}, {}, false],
    ['the threshold rises by one', {}, { threshold: 100_001n }, true],
    ['the threshold falls', {}, { threshold: 99_999n }, false],
    ['the threshold falls to zero', {}, { threshold: 0n }, false],
    ['the threshold rises from zero', { threshold: 0n }, { threshold: 1n }, true],
    ['being asked always ends', {}, { requireForAllPayments: false }, true],
    ['being asked always begins', { requireForAllPayments: false }, { requireForAllPayments: true }, false],
    ['one tightens and the other loosens', {}, { requireForAllPayments: false, threshold: 0n }, true],
    ['the preferred method changes', {}, { preferredMethod: 'email' }, false],
  ])('when %s', (_, was, becomes, loosening) => {
    const old = { ...before, ...was };
    expect(isLoosening(old, { ...old, ...becomes })).toBe(loosening);
  });
});
