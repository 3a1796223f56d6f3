import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { DomainError } from '../domain-error';

export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body or the query, e.g. `/milestoneIds/0`. */
  pointer: string;
  detail: string;
}

export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new DomainError('validation-failed', { errors: fieldErrors(errors) }),
  });
}

export function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const pointer = `${parent}/${escaped(property)}`;
    return [
      ...Object.values(constraints).map((detail) => ({ pointer, detail })),
      ...fieldErrors(children, pointer),
    ];
  });
}

/** RFC 6901 section 3. */
function escaped(property: string): string {
  return property.replace(/~/g, '~0').replace(/\//g, '~1');
}
