import { Group, Text } from '@mantine/core';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { ButtonLink } from '../../shared/ui/link';
import { Section } from '../../shared/ui/section';

const words = texts.security.messages;

/** Where changes are told. There is nothing to choose: see the text. */
export function SecurityMessages() {
  const { email } = useMe();
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">
        {words.about(email)}
      </Text>
      <Group>
        <ButtonLink variant="default" size="sm" to="/notifications">
          {words.read}
        </ButtonLink>
      </Group>
    </Section>
  );
}
