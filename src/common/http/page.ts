import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { DomainError } from '../domain-error';

export interface Page<Item> {
  items: Item[];
  /** Opaque; null on the last page. */
  nextCursor: string | null;
}

export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 50 })
  @IsOptional()
  @Transform(({ value }) => (/^\d{1,3}$/.test(String(value)) ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 50;

  @ApiPropertyOptional({ type: String, maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

/** Keyset pagination, newest first: identifiers are time-ordered (UUID version 7), so the last one is the position. */
export function positionOf({ cursor }: PageQuery): string | null {
  if (cursor === undefined) return null;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new DomainError('invalid-cursor');
  return id;
}

/** Later than every identifier: the position of a first page, for statements that always compare. */
export const BEHIND_THE_NEWEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** `found` holds up to one item more than the page, which tells whether there is a next one. */
export function toPage<Row extends { id: string }, Item>(
  found: Row[],
  limit: number,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = found.length > limit && last ? Buffer.from(last.id).toString('base64url') : null;
  return { items: shown.map(toItem), nextCursor };
}
