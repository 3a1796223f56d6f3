import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { isAscii, isEmail } from 'class-validator';
import { CommonModule } from '../common/common.module';
import { DatabaseModule } from '../common/database/database.module';
import { AppConfig } from '../config/app-config';
import { ConfigModule } from '../config/config.module';
import { OperatorAccounts } from './operator-accounts';
import { UsersModule } from './users.module';

const usage = 'Usage: npm run user:create -- --email E --name N --type admin|auditor';

@Module({ imports: [DatabaseModule, CommonModule, UsersModule] })
class CreateUserModule {}

interface Wanted {
  email: string;
  name: string;
  type: 'admin' | 'auditor';
}

async function main(): Promise<void> {
  const { email, name, type } = readArguments(process.argv.slice(2));
  const config = AppConfig.fromEnvironment(process.env);
  const root = { module: CreateUserModule, imports: [ConfigModule.with(config)] };
  const app = await NestFactory.createApplicationContext(root, { logger: ['error'], abortOnError: false });
  try {
    const created = await app.get(OperatorAccounts).create(email, name, type);
    if (!created)
      throw new Error('There is an account with this address already; its owner can reset the password.');
    process.stdout.write(`${created.link}\nGood once, until ${created.expiresAt.toISOString()}.\n`);
  } finally {
    await app.close();
  }
}

function readArguments(args: string[]): Wanted {
  const text = { type: 'string' } as const;
  const {
    email = '',
    name = '',
    type,
  } = parseArgs({ args, options: { email: text, name: text, type: text } }).values;
  if (!isEmail(email) || !isAscii(email) || email.length > 254)
    throw new Error(`--email must be an e-mail address in ASCII.\n${usage}`);
  if (name.trim() === '' || name.length > 100)
    throw new Error(`--name must have 1 to 100 characters.\n${usage}`);
  if (type !== 'admin' && type !== 'auditor') throw new Error(`--type must be admin or auditor.\n${usage}`);
  return { email, name: name.trim(), type };
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
