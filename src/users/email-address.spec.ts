import { maskEmail } from './email-address';

describe('maskEmail', () => {
  it.each([
    ['client@example.com', 'c*****@example.com'],
    ['ab@example.com', 'a***@example.com'],
    ['a@example.com', 'a***@example.com'],
  ])('shows of %s no more than %s', (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });
});
