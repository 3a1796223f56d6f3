import { Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MailerService } from '@nestjs-modules/mailer';
import { run } from 'graphile-worker';
import { generateSecret } from 'otplib';
import { DataSource } from 'typeorm';
import { createTestDatabase } from '../support/postgres';

it('loads the ES modules of the stack and clones a migrated database', async () => {
  expect(
    [MailerService, Injectable, NestFactory.create, run, generateSecret].map((part) => typeof part),
  ).toEqual(Array(5).fill('function'));
  const database = await createTestDatabase();
  const dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  expect(await dataSource.query(`SELECT count(*)::int AS users FROM users`)).toEqual([{ users: 0 }]);
  await dataSource.destroy();
  await database.drop();
});
