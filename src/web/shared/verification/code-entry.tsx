import { TextInput } from '@mantine/core';
import { type ReactNode, type RefObject, useEffect, useId, useRef } from 'react';
import { texts } from '../texts';
import { CODE_LENGTH, digitsOf } from './code-digits';
import classes from './code-entry.module.css';
import { useTextedCode } from './web-otp';

interface CodeEntryProps {
  value: string;
  onChange: (digits: string) => void;
  /** Called once the sixth digit is there, by typing, pasting or filling in; not after an error. */
  onComplete: (digits: string) => void;
  /** What is wrong with the last code. While it is there, a person has to press the button. */
  error?: ReactNode;
  /** The digits are on their way; the field keeps the focus. */
  isBusy?: boolean;
  label?: string;
  /** Listens for a text that carries a code for this site. */
  awaitsText?: boolean;
  inputRef?: RefObject<HTMLInputElement | null>;
}

/** One real field for six digits: browsers fill it in, password managers and screen readers know what it is. */
export function CodeEntry({
  value,
  onChange,
  onComplete,
  error,
  isBusy = false,
  label = texts.verification.code,
  awaitsText = false,
  inputRef,
}: CodeEntryProps) {
  const own = useRef<HTMLInputElement>(null);
  const field = inputRef ?? own;
  const id = useId();
  useEffect(() => field.current?.focus(), [field]);
  useEffect(() => {
    if (error) field.current?.select();
  }, [error, field]);
  const take = (typed: string) => {
    const digits = digitsOf(typed);
    if (digits === value) return;
    onChange(digits);
    if (digits.length === CODE_LENGTH && !error) onComplete(digits);
  };
  useTextedCode(awaitsText, take);
  return (
    <div className={classes.entry}>
      <TextInput
        ref={field}
        id={id}
        name="code"
        label={label}
        value={value}
        onChange={(event) => take(event.currentTarget.value)}
        error={error}
        readOnly={isBusy}
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]*"
        autoCorrect="off"
        spellCheck={false}
        required
        withAsterisk={false}
        placeholder={'·'.repeat(CODE_LENGTH)}
        classNames={{ input: classes.digits, error: classes.error }}
      />
    </div>
  );
}
