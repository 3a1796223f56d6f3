import { ValidationPipe } from '@nestjs/common';
import { type ValidationError, validateSync } from 'class-validator';
import { DomainError } from '../domain-error';

export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body or the query, e.g. `/milestoneIds/0`. */
  pointer: string;
  detail: string;
}

const EXAMINED_ELEMENTS = 100;

export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    validationError: { target: true, value: false },
    exceptionFactory: (errors) => new DomainError('validation-failed', { errors: fieldErrors(errors) }),
  });
}

function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = `${parent}/${escaped(error.property)}`;
    const own = Object.entries(error.constraints ?? {}).flatMap(([constraint, detail]) =>
      placesOf(error, constraint).map((place) => ({ pointer: `${pointer}${place}`, detail })),
    );
    return [...own, ...fieldErrors(error.children ?? [], pointer)];
  });
}

/** class-validator says that some element of a list is wrong or there twice, but not which. */
function placesOf({ target, property, constraints }: ValidationError, constraint: string): string[] {
  const list = (target as Record<string, unknown> | undefined)?.[property];
  if (Array.isArray(list) && constraint === 'arrayUnique') return repetitionsIn(list);
  if (!Array.isArray(list) || !constraints?.[constraint]?.startsWith('each value in ')) return [''];
  const places = list
    .slice(0, EXAMINED_ELEMENTS)
    .flatMap((element, index) =>
      violates(target as object, property, element, constraint) ? [`/${index}`] : [],
    );
  return places.length > 0 ? places : [''];
}

/** Identifiers are the same in capitals. */
function repetitionsIn(list: readonly unknown[]): string[] {
  const ids = list
    .slice(0, EXAMINED_ELEMENTS)
    .map((element) => (typeof element === 'string' ? element.toLowerCase() : element));
  const repeated = ids.flatMap((id, index) => (ids.indexOf(id) < index ? [`/${index}`] : []));
  return repeated.length > 0 ? repeated : [''];
}

function violates(target: object, property: string, element: unknown, constraint: string): boolean {
  const alone = Object.assign(Object.create(Object.getPrototypeOf(target)), { [property]: [element] });
  return validateSync(alone).some(
    (error) => error.property === property && error.constraints?.[constraint] !== undefined,
  );
}

/** RFC 6901 section 3. */
function escaped(property: string): string {
  return property.replace(/~/g, '~0').replace(/\//g, '~1');
}
