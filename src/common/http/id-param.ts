import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { DomainError } from '../domain-error';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is not an identifier names nothing: the same answer as for an identifier that nobody has. */
const existingForm: PipeTransform<string, string> = {
  transform(value) {
    if (!UUID.test(value)) throw new DomainError('not-found');
    return value.toLowerCase();
  },
};

/** The identifier in the path, `:id` unless named otherwise. */
export function Id(name = 'id'): ParameterDecorator {
  return (target, method, index) => {
    Param(name, existingForm)(target, method, index);
    if (method !== undefined)
      ApiParam({ name, schema: { type: 'string', format: 'uuid' } })(
        target,
        method,
        Object.getOwnPropertyDescriptor(target, method) as PropertyDescriptor,
      );
  };
}
