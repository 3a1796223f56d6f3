import { Textarea } from '@mantine/core';
import type { ComponentProps } from 'react';
import { texts } from '../../shared/texts';

const words = texts.consoles;

/** Why an admin does something. The server takes no blanks, so the form does not send any. The name of the field is `reason`. */
export function ReasonField(props: Pick<ComponentProps<typeof Textarea>, 'defaultValue' | 'rows'>) {
  return (
    <Textarea
      name="reason"
      label={words.reason}
      description={words.reasonHint}
      maxLength={500}
      required
      withAsterisk={false}
      onInput={({ currentTarget: field }) =>
        field.setCustomValidity(field.value.trim() === '' ? words.noReason : '')
      }
      {...props}
    />
  );
}
