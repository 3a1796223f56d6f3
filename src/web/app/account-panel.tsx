import { Button, Text, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Me } from '../shared/api/types';
import { logOut } from '../shared/session/session';
import { texts } from '../shared/texts';
import { IconLogOut } from '../shared/ui/icons';
import classes from './account-panel.module.css';

const words = texts.shell;
const schemes = ['light', 'dark', 'auto'] as const;

/** Who is signed in, how the app looks for them, and the way out. */
export function AccountPanel({ me: { name, email, accountType } }: { me: Me }) {
  const queries = useQueryClient();
  const leave = useMutation({ mutationFn: () => logOut(queries) });
  return (
    <section className={classes.panel} aria-label={words.accountOf(name)}>
      <SchemeChoice />
      <div className={classes.person}>
        <span className={classes.initials} aria-hidden="true">
          {initialsOf(name)}
        </span>
        <div className={classes.words}>
          <Text fw={600} size="sm" truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate title={email}>
            {words.accountTypes[accountType]} · {email}
          </Text>
        </div>
      </div>
      <Button
        variant="default"
        leftSection={<IconLogOut size={16} />}
        onClick={() => leave.mutate()}
        loading={leave.isPending}
      >
        {words.logOut}
      </Button>
    </section>
  );
}

function SchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <fieldset className={classes.schemes} aria-label={words.colorScheme}>
      {schemes.map((scheme) => (
        <label key={scheme} className={classes.scheme}>
          <input
            type="radio"
            name="color-scheme"
            value={scheme}
            checked={colorScheme === scheme}
            onChange={() => setColorScheme(scheme)}
          />
          {words.colorSchemes[scheme]}
        </label>
      ))}
    </fieldset>
  );
}

function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/);
  return [parts[0], parts.length > 1 ? parts.at(-1) : '']
    .map((part) => part?.charAt(0) ?? '')
    .join('')
    .toUpperCase();
}
