import 'reflect-metadata';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsInt, IsUUID, ValidateNested } from 'class-validator';
import type { DomainError } from '../domain-error';
import { TextField } from './fields';
import { createValidationPipe, type FieldError } from './validation';

class Item {
  @IsInt() amount: number;
}

class Order {
  @IsUUID('all', { each: true }) @ArrayMaxSize(2) ids: string[];
  @ValidateNested({ each: true }) @Type(() => Item) items: Item[];
}

class Call {
  @TextField({ max: 20, pattern: /^\+\d+$/, example: '+12015550123' }) phone: string;
}

async function errorsOf(body: unknown, metatype: new () => object): Promise<FieldError[]> {
  const { details } = await createValidationPipe()
    .transform(body, { type: 'body', metatype })
    .then(() => Promise.reject(new Error('accepted')))
    .catch((error: DomainError) => error);
  return details.errors as FieldError[];
}

async function pointersOf(body: unknown): Promise<string[]> {
  return (await errorsOf(body, Order)).map(({ pointer }) => pointer);
}

const id = '01890000-0000-7000-8000-000000000000';

it('points into nested objects and arrays', async () => {
  expect(await pointersOf({ ids: [id], items: [{ amount: 1 }, { amount: 'x' }] })).toEqual([
    '/items/1/amount',
  ]);
  expect(await pointersOf({ ids: [id], items: [{ amount: 1, more: 2 }] })).toEqual(['/items/0/more']);
});

it('points at the element of a list of values', async () => {
  expect(await pointersOf({ ids: [id, 'x'], items: [] })).toEqual(['/ids/1']);
  expect(await pointersOf({ ids: 'x', items: [] })).toContain('/ids');
  expect(await pointersOf({ ids: [id, id, id], items: [] })).toEqual(['/ids']);
});

it('escapes what means something in a pointer', async () => {
  expect(await pointersOf({ ids: [], items: [], 'a/b~c': 1 })).toEqual(['/a~1b~0c']);
});

it('shows what a text has to look like, not the expression that judges it', async () => {
  expect(await errorsOf({ phone: '201 555 0123' }, Call)).toEqual([
    { pointer: '/phone', detail: 'phone must look like +12015550123' },
  ]);
});
