import { Group, Text } from '@mantine/core';
import { texts } from '../texts';

export function Logo({ size = 28 }: { size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="9" fill="#0f766e" />
        <path
          d="M16 6.500l7.500 2.800v6.200c0 5-3.200 8.400-7.500 10-4.300-1.600-7.500-5-7.500-10V9.300z"
          fill="none"
          stroke="#fff"
          strokeWidth="2"
          strokeLinejoin="round"
        />
        <path
          d="M12.300 16.200l2.700 2.700 4.900-5.200"
          fill="none"
          stroke="#fff"
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <Text fw={700} size="lg" style={{ letterSpacing: '-0.02em' }}>
        {texts.shell.product}
      </Text>
    </Group>
  );
}
