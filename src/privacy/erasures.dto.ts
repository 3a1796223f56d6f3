import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '../common/http/fields';

export class EraseRequest {
  @TextField({
    max: 500,
    pattern: /\S/,
    description: 'Why, without names: it is kept. Who asked, and how you knew that it was them.',
  })
  reason: string;
  @TextField({ max: 100, pattern: /\S/, optional: true, description: 'Where it was asked for.' })
  ticket?: string;
}

export class ErasureView {
  @ApiProperty({ format: 'uuid', description: 'The account.' }) id: string;
  @ApiProperty({ format: 'uuid' }) proposalId: string;
  @ApiProperty({ format: 'uuid' }) openedBy: string;
  @ApiProperty({ format: 'uuid' }) confirmedBy: string;
  @ApiProperty({ format: 'date-time', description: 'Since then the account is anonymous.' }) erasedAt: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since then no event can come any more that holds an address of theirs.',
  })
  logErasedAt: string | null;
}

export class ErasurePage {
  @ApiProperty({ type: [ErasureView] }) items: ErasureView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
