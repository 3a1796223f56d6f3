import { commonPasswords } from './common-passwords';
import { MIN_LENGTH, type PasswordWeakness, weaknessOf } from './password-rules';

const owner = {
  email: 'margarethe.klein@bluebird-design.example',
  name: 'Margarethe Klein',
  appName: 'ShopFlow',
};

describe('weaknessOf', () => {
  test.each<[string, PasswordWeakness | null]>([
    ['', 'too-short'],
    ['Xq7#mLp2vRt', 'too-short'],
    ['ﷺ'.repeat(11), 'too-short'],
    ['👍🏽🎉🚀', 'too-short'],
    ['Xq7#mLp2vRt9', null],
    ['lantern gravel otter mosaic', null],
    ['correct-horse-battery-42', null],
    ['ein grüner Kaktus am Fenster', null],
    ['密码一定要够长才行哦今天天气', null],
    ['HarryPotter123', 'common'],
    ['harry-potter-123', 'common'],
    ['H4rryP0tter123', 'common'],
    ['Manchester United', 'common'],
    ['MerryChristmas!!!', 'common'],
    ['Password2024!', 'common'],
    ['P@ssw0rd12345', 'common'],
    ['passwordqwerty!', 'common'],
    ['Welcome123456!', 'common'],
    ['admin-admin-2025', 'common'],
    ['123456789012', 'common'],
    ['abcdefghijklmno', 'common'],
    ['poiuytrewqlkjhgfdsa', 'common'],
    ['1q2w3e4r5t6y7u8i', 'common'],
    ['aaaaaaaaaaaaaaaa', 'repetitive'],
    ['abababababab', 'repetitive'],
    ['tiger7tiger7tiger7', 'repetitive'],
    ['aabbaabbaabbab', 'repetitive'],
    ['margarethe.klein@bluebird-design.example', 'personal'],
    ['Margarethe2024', 'personal'],
    ['KleinMargarethe!', 'personal'],
    ['ShopFlow2025!', 'personal'],
    ['sh0pfl0w-sh0pfl0w-1', 'personal'],
    ['Margarethe rides a purple otter', null],
  ])('%s: %s', (password, expected) => {
    expect(weaknessOf(password, owner)).toBe(expected);
  });

  it('judges what will be hashed: spellings of one text are one password', () => {
    expect(weaknessOf('Ｐａｓｓｗｏｒｄ２０２４！', owner)).toBe('common');
  });

  it('finishes quickly on the longest input', () => {
    const started = performance.now();
    for (const long of [
      'a'.repeat(1024),
      'ab1!'.repeat(256),
      'password'.repeat(128),
      `${'abcd'.repeat(255)}xyzw`,
    ])
      weaknessOf(long, owner);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('lists only what the length rule lets through, in the spelling that is looked up', () => {
    const misfits = [...commonPasswords].filter(
      (listed) => listed.length < MIN_LENGTH || listed !== listed.toLowerCase(),
    );
    expect(misfits).toEqual([]);
    expect(commonPasswords.size).toBeGreaterThan(300);
  });
});
