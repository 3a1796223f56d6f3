import { crc32, deflateSync } from 'node:zlib';
import { create } from 'qrcode';

const PIXELS_PER_MODULE = 6;
/** Modules of white around the symbol that scanners rely on (ISO/IEC 18004 section 9.1). */
const QUIET_ZONE = 4;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GREYSCALE_ONE_BIT = Buffer.from([1, 0, 0, 0, 0]);

/**
 * A QR code as a PNG data URL. Written with one bit a pixel: the general encoder works on four bytes a pixel and holds
 * the event loop for tens of milliseconds.
 */
export function qrCodeDataUrl(text: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const side = (modules.size + 2 * QUIET_ZONE) * PIXELS_PER_MODULE;
  const white = scanline(side, () => false);
  const margin = Array<Buffer>(QUIET_ZONE * PIXELS_PER_MODULE).fill(white);
  const symbol = Array.from({ length: modules.size }, (_, row) => {
    const line = scanline(side, (column) => Boolean(modules.get(row, column)), modules.size);
    return Array<Buffer>(PIXELS_PER_MODULE).fill(line);
  });
  const image = deflateSync(Buffer.concat([...margin, ...symbol.flat(), ...margin]));
  const size = Buffer.alloc(8);
  size.writeUInt32BE(side, 0);
  size.writeUInt32BE(side, 4);
  const png = [
    SIGNATURE,
    chunk('IHDR', Buffer.concat([size, GREYSCALE_ONE_BIT])),
    chunk('IDAT', image),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return `data:image/png;base64,${Buffer.concat(png).toString('base64')}`;
}

/** One line of pixels behind its filter type, which is "none"; a set bit is white. */
function scanline(side: number, isDark: (column: number) => boolean, columns = 0): Buffer {
  const line = Buffer.alloc(1 + Math.ceil(side / 8), 0xff);
  line[0] = 0;
  for (let column = 0; column < columns; column++) {
    if (!isDark(column)) continue;
    const start = (column + QUIET_ZONE) * PIXELS_PER_MODULE;
    for (let x = start; x < start + PIXELS_PER_MODULE; x++)
      line[1 + (x >> 3)] = (line[1 + (x >> 3)] as number) & ~(0x80 >> (x & 7));
  }
  return line;
}

/** PNG specification section 5.3. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
