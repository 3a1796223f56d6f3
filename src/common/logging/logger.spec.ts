import { Logger } from '@nestjs/common';
import { createLogger } from './logger';
import { NestLogger } from './nest-logger';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLogger({ logLevel: 'trace' }, { write: (line: string) => void lines.push(line) }));
  return JSON.parse(lines[0] as string) as Record<string, unknown>;
}

it('hides secrets wherever they are handed in', () => {
  const line = logged((logger) =>
    logger.info({ password: 'hidden', user: { token: 'hidden', code: 'hidden', id: 'shown' } }),
  );
  expect(JSON.stringify(line)).not.toContain('hidden');
  expect(line.user).toMatchObject({ id: 'shown' });
});

it("leaves out what a driver's error knows of the row", () => {
  const error = Object.assign(new Error('duplicate key'), {
    code: '23505',
    constraint: 'users_email_unique',
    detail: 'Key (email)=(hidden)',
    parameters: ['hidden'],
    query: 'hidden',
  });
  const line = logged((logger) => new NestLogger(logger).error(error, 'stack', 'Context'));
  expect(JSON.stringify(line)).not.toContain('hidden');
  expect(line).toMatchObject({
    level: 'error',
    context: 'Context',
    err: { errorCode: '23505', constraint: 'users_email_unique' },
  });
});

it('writes what Nest says with its context, and its wiring as detail', () => {
  expect(logged((logger) => new NestLogger(logger).log('ready', 'Payments'))).toMatchObject({
    level: 'info',
    context: 'Payments',
    msg: 'ready',
  });
  expect(logged((logger) => new NestLogger(logger).log('Mapped', 'RouterExplorer'))).toMatchObject({
    level: 'debug',
  });
  expect(
    logged((logger) => new NestLogger(logger).warn({ msg: 'odd', requestId: '7' }, 'Problem')),
  ).toMatchObject({ level: 'warn', msg: 'odd', requestId: '7' });
});

it('writes what is said of an object as the message, with the error that it holds', () => {
  const said = logged((logger) => {
    Logger.overrideLogger(new NestLogger(logger));
    new Logger('Release').warn({ paymentId: '7', err: new Error('why') }, 'No answer');
  });
  expect(said).toMatchObject({
    level: 'warn',
    msg: 'No answer',
    context: 'Release',
    paymentId: '7',
    err: { message: 'why' },
  });
  expect(said).not.toHaveProperty('stack');
});

it('keeps the stack beside the text of an error', () => {
  expect(logged((logger) => new NestLogger(logger).error('broken', 'Error\n at x', 'Nest'))).toMatchObject({
    msg: 'broken',
    stack: 'Error\n at x',
    context: 'Nest',
  });
});
