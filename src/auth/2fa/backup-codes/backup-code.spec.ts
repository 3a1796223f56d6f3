import { randomInt } from 'node:crypto';
import { BACKUP_CODES, CROCKFORD, drawCode, drawSet, normalizeBackupCode } from './backup-code';

describe('normalizeBackupCode', () => {
  it.each([
    ['8K2MZ7QX', '8K2MZ7QX'],
    ['8k2mz7qx', '8K2MZ7QX'],
    [' 8k2m z7qx ', '8K2MZ7QX'],
    ['8K2M-Z7QX', '8K2MZ7QX'],
    ['8K2M–Z7QX', '8K2MZ7QX'],
    ['８Ｋ２Ｍ-Ｚ７ＱＸ', '8K2MZ7QX'],
    ['OoIiLl00', '00111100'],
    ['12345678', '12345678'],
  ])('reads %j as %s', (typed, code) => {
    expect(normalizeBackupCode(typed)).toBe(code);
  });

  it.each([
    '',
    '123456',
    '8K2MZ7Q',
    '8K2MZ7QX9',
    'UUUUUUUU',
    '8K2M.Z7Q',
    '8K2MZ7Q\0',
    'ß8K2MZ7Q',
    '8K2MZ7QＵ',
  ])('takes %j for no backup code', (typed) => {
    expect(normalizeBackupCode(typed)).toBeNull();
  });
});

describe('the alphabet', () => {
  it('has 32 letters, each of which is its own spelling', () => {
    expect(new Set(CROCKFORD).size).toBe(32);
    for (const letter of CROCKFORD)
      expect(normalizeBackupCode(letter.repeat(8).toLowerCase())).toBe(letter.repeat(8));
  });
});

describe('drawCode', () => {
  it('takes each letter by one uniform number', () => {
    const scripted = [31, 0, 10, 17, 18, 20, 26, 27];
    expect(drawCode(8, () => scripted.shift() as number)).toBe('Z0AHJMTV');
  });
});

describe('drawSet', () => {
  it('draws again when a tag is taken', () => {
    const drawn = ['A1', 'A2', 'B1', 'A3', 'C1', 'D', 'E', 'F', 'G', 'H', 'B9', 'J', 'K'];
    const codes = drawSet(
      () => drawn.shift() as string,
      (code) => code[0],
    );
    expect([...codes.values()]).toEqual(['A1', 'B1', 'C1', 'D', 'E', 'F', 'G', 'H', 'J', 'K']);
  });

  it('makes ten with ten different tags, however few tags there are', () => {
    for (let round = 0; round < 100; round++) {
      const codes = drawSet(
        () => drawCode(8, (max) => randomInt(max)),
        (code) => CROCKFORD.indexOf(code[0] as string) % 12,
      );
      expect(codes.size).toBe(BACKUP_CODES);
      expect(new Set(codes.values()).size).toBe(BACKUP_CODES);
    }
  });
});
