import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { qrCodeDataUrl } from './qr-code';

function scan(dataUrl: string): string | undefined {
  const png = PNG.sync.read(Buffer.from(dataUrl.replace('data:image/png;base64,', ''), 'base64'), {
    checkCRC: true,
  });
  expect(png.width).toBe(png.height);
  return jsQR(new Uint8ClampedArray(png.data), png.width, png.height)?.data;
}

it.each([
  'otpauth://totp/ShopFlow:client%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=ShopFlow',
  `otpauth://totp/ShopFlow:${'long'.repeat(60)}%2Btag%40example.com?secret=${'A7'.repeat(26)}&issuer=ShopFlow`,
  'A',
  'ümläut 日本語',
])('can be scanned: %s', (text) => {
  expect(scan(qrCodeDataUrl(text))).toBe(text);
});
