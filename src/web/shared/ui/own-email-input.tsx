import { TextInput, type TextInputProps } from '@mantine/core';
import { texts } from '../texts';

/** The address of whoever is in front of the screen, by the name `email`. Password managers know it as their user name. */
export function OwnEmailInput(props: Pick<TextInputProps, 'error' | 'autoFocus'>) {
  return (
    <TextInput
      name="email"
      type="email"
      label={texts.accounts.email}
      autoComplete="username"
      required
      withAsterisk={false}
      size="md"
      {...props}
    />
  );
}
