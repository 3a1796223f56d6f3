import { Button, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { answer, api } from '../../shared/api/client';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import { Section } from '../../shared/ui/section';
import { ReasonField } from './reason-field';
import type { useAct } from './use-act';

interface PlaceHoldProps {
  /** Whose holds are on the screen. */
  clientId: string | undefined;
  acts: ReturnType<typeof useAct>;
}

type Target = keyof typeof words.targets;

const words = texts.admin.holds;
const targets = Object.entries(words.targets).map(([value, label]) => ({ value, label }));
const UUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

/** Stops payments by hand. */
export function PlaceHold({ clientId, acts: { prove } }: PlaceHoldProps) {
  const form = useRef<HTMLFormElement>(null);
  const place = ({ target, id = '', reason = '', until = '' }: Record<string, string>) => {
    const body = {
      [target as Target]: id.trim(),
      reason: reason.trim(),
      ...(until && { until: new Date(`${until}T00:00`).toISOString() }),
    };
    prove({
      about: (
        <>
          <Text>{words.placeAbout}</Text>
          <Text size="sm" c="dimmed">
            {texts.consoles.withReason(body.reason)}
          </Text>
        </>
      ),
      attempt: `place hold ${JSON.stringify(body)}`,
      done: words.placed,
      onDone: () => form.current?.reset(),
      act: (header) => answer(api.POST('/api/admin/holds', { params: { header }, body })),
    });
  };
  return (
    <Section title={words.place}>
      <Text size="sm" c="dimmed">
        {words.placeHint}
      </Text>
      <form ref={form} onSubmit={onSubmit(place)} aria-label={words.place}>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
            <NativeSelect name="target" label={words.target} data={targets} />
            <TextInput
              name="id"
              label={words.id}
              defaultValue={clientId}
              pattern={UUID}
              title={texts.consoles.badId}
              autoComplete="off"
              spellCheck={false}
              required
              withAsterisk={false}
            />
            <TextInput name="until" type="date" label={words.until} />
          </SimpleGrid>
          <ReasonField rows={2} />
          <div>
            <Button type="submit">{words.placeButton}</Button>
          </div>
        </Stack>
      </form>
    </Section>
  );
}
