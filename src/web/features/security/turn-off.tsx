import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../shared/api/client';
import { texts } from '../../shared/texts';
import { Section } from '../../shared/ui/section';
import { BothProofsDialog } from './both-proofs-dialog';
import { useSay } from './said';
import classes from './security.module.css';

const words = texts.security.turnOff;

/** Only where the policy leaves it to the person. */
export function TurnOff() {
  const queries = useQueryClient();
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      <div>
        <Button variant="default" className={classes.dangerous} onClick={() => setAsking(true)}>
          {words.button}
        </Button>
      </div>
      <BothProofsDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={words.title}
        submit={async (proofs) => {
          await answer(api.POST('/api/2fa/disable', { body: proofs }));
          setAsking(false);
          say(words.done);
          await queries.invalidateQueries();
        }}
      >
        {words.about}
      </BothProofsDialog>
    </Section>
  );
}
