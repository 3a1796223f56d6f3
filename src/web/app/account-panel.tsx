import { Avatar, Button, Group, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Me } from '../shared/api/types';
import { logOut } from '../shared/session/session';
import { texts } from '../shared/texts';
import { IconLogOut } from '../shared/ui/icons';

const words = texts.shell;
const schemes = ['light', 'dark', 'auto'] as const;

/** Who is signed in, how the app looks for them, and the way out. */
export function AccountPanel({ me: { name, email, accountType } }: { me: Me }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useMutation({
    mutationFn: async () => {
      await logOut(queries);
      await navigate('/sign-in?reason=signed-out', { replace: true });
    },
  });
  return (
    <Stack gap="md" role="group" aria-label={words.accountOf(name)}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={words.colorScheme}
        value={colorScheme}
        onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
        data={schemes.map((scheme) => ({ value: scheme, label: words.colorSchemes[scheme] }))}
      />
      <Group gap="sm" wrap="nowrap">
        <Avatar name={name} color="brand" radius="xl" alt="" />
        <div style={{ minWidth: 0 }}>
          <Text fw={600} size="sm" truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate title={email}>
            {words.accountTypes[accountType]} · {email}
          </Text>
        </div>
      </Group>
      <Button
        variant="default"
        leftSection={<IconLogOut size={16} />}
        onClick={() => leave.mutate()}
        loading={leave.isPending}
      >
        {words.logOut}
      </Button>
    </Stack>
  );
}
