import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import type { ReasonedAct, Reasons } from './act';
import { ReasonField } from './reason-field';

interface ReasonDialogProps {
  wanted: ReasonedAct | null;
  /** What was typed before the second step was cancelled. */
  given: Reasons;
  onClose: () => void;
  onReason: (act: ReasonedAct, given: Reasons) => void;
}

const words = texts.consoles;

/** Why an admin does it, before the second step. */
export function ReasonDialog({ wanted, given, onClose, onReason }: ReasonDialogProps) {
  return (
    <Modal
      opened={wanted !== null}
      onClose={onClose}
      title={wanted?.title}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': texts.shell.close }}
      centered
    >
      {wanted && (
        <form
          onSubmit={onSubmit(({ reason = '', ticket = '' }) =>
            onReason(wanted, { reason: reason.trim(), ticket: ticket.trim() }),
          )}
        >
          <Stack gap="md">
            <Text component="div">{wanted.about}</Text>
            <ReasonField defaultValue={given.reason} rows={3} data-autofocus />
            {wanted.needsTicket && (
              <TextInput
                name="ticket"
                label={texts.admin.ticket}
                defaultValue={given.ticket}
                maxLength={100}
                pattern=".*\S.*"
                autoComplete="off"
                required
                withAsterisk={false}
              />
            )}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {texts.shell.cancel}
              </Button>
              <Button type="submit">{words.goOn}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
