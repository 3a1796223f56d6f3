import type { FormEvent } from 'react';

/** Calls `act` with what was typed, by the names of the fields. The browser keeps the values; React does not need them. */
export function onSubmit(act: (values: Record<string, string>) => void) {
  return (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    act(Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>);
  };
}
