import { deviceName } from './device-name';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('deviceName', () => {
  it.each([
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/120.0.0.0 Safari/537.36`,
      'Chrome on macOS',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0',
      'Firefox on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1',
      'Safari on iOS',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0`,
      'Microsoft Edge on Windows',
    ],
    ['node', 'Unknown device'],
    ['', 'Unknown device'],
    [null, 'Unknown device'],
  ])('calls %p %p', (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });

  it('lets no markup, line break or novel through', () => {
    expect(deviceName('<b>Evil</b>\r\nBcc: x/1 ')).toMatch(/^[\p{L}\p{N} .+_-]{1,60}$/u);
    expect(deviceName(`${'x'.repeat(500)}/1 `).length).toBeLessThanOrEqual(60);
  });
});
