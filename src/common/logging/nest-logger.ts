import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

type Level = 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal';

/** Nest's `Logger` writes through pino. What it says while it wires modules and routes counts as `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    this.write(typeof context === 'string' && wiring.has(context) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the context last. Before it stands the stack, or what is said of an object. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.logger.isLevelEnabled(level)) return;
    const texts = rest.filter((part) => typeof part === 'string');
    const context = texts.pop();
    const text = texts.pop();
    const err = message instanceof Error ? message : rest.find((part) => part instanceof Error);
    const fields = { context, ...(err === undefined ? {} : { err }) };
    if (typeof message === 'object' && message !== null && !(message instanceof Error)) {
      this.logger[level]({ ...message, ...fields }, text);
      return;
    }
    this.logger[level](
      { ...fields, ...(text === undefined ? {} : { stack: text }) },
      message instanceof Error ? message.message : String(message),
    );
  }
}

const wiring = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);
