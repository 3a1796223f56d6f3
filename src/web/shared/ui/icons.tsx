import type { ReactNode, SVGProps } from 'react';

type IconProps = Omit<SVGProps<SVGSVGElement>, 'children'> & { size?: number };

/** Drawn on 24 × 24 with the colour of the text. Always beside words, so hidden from screen readers. */
function icon(drawing: ReactNode) {
  return function Icon({ size = 20, ...rest }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.75}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        {...rest}
      >
        {drawing}
      </svg>
    );
  };
}

const path = (...lines: string[]) => lines.map((d) => <path key={d} d={d} />);

export const IconHome = icon(path('M4 11.5 12 5l8 6.5', 'M6 10v9h12v-9', 'M10 19v-5h4v5'));
export const IconContract = icon(path('M7 3h7l4 4v14H7z', 'M14 3v4h4', 'M10 12h5', 'M10 16h5'));
export const IconPayments = icon(path('M3 7h18v11H3z', 'M3 11h18', 'M7 15h3'));
export const IconShield = icon(
  path('M12 3l7 2.6v5.600c0 4.700-3 7.900-7 9.300-4-1.400-7-4.600-7-9.300V5.600z'),
);
export const IconShieldCheck = icon(
  path(
    'M12 3l7 2.6v5.600c0 4.700-3 7.900-7 9.300-4-1.400-7-4.600-7-9.300V5.600z',
    'M9 11.800l2.200 2.200 4-4.300',
  ),
);
export const IconCheck = icon(path('M5 12.500l4.500 4.500L19 7.500'));
export const IconClock = icon(path('M12 3a9 9 0 100 18 9 9 0 000-18z', 'M12 7v5l3.500 2'));
export const IconAlert = icon(path('M12 4L2.500 20h19z', 'M12 10v4.500', 'M12 17.300v.100'));
export const IconInfo = icon(path('M12 3a9 9 0 100 18 9 9 0 000-18z', 'M12 11v5', 'M12 7.800v.100'));
export const IconPause = icon(path('M12 3a9 9 0 100 18 9 9 0 000-18z', 'M10 9v6', 'M14 9v6'));
export const IconCross = icon(path('M6 6l12 12', 'M18 6L6 18'));
export const IconPhone = icon(path('M8 3h8v18H8z', 'M11 18h2'));
export const IconMail = icon(path('M3 6h18v12H3z', 'M3.500 7l8.500 6.500L20.500 7'));
export const IconText = icon(path('M4 5h16v11H10l-5 4v-4H4z', 'M8 9h8', 'M8 12h5'));
export const IconKey = icon(
  path('M8 11a4 4 0 100 8 4 4 0 000-8z', 'M11 12.500L19.500 4', 'M16 7.500l2.500 2.500'),
);
export const IconFingerprint = icon(
  path(
    'M5.500 15.500V12a6.500 6.500 0 0113 0v1.500',
    'M8.700 18.500V12a3.300 3.300 0 016.600 0v4.500',
    'M12 12v8',
    'M18.500 17v1.500',
  ),
);
export const IconArrowRight = icon(path('M5 12h14', 'M13 6l6 6-6 6'));
export const IconChevron = icon(path('M9 6l6 6-6 6'));
export const IconPlus = icon(path('M12 5v14', 'M5 12h14'));
export const IconMenu = icon(path('M4 7h16', 'M4 12h16', 'M4 17h16'));
export const IconPrinter = icon(path('M7 8V3h10v5', 'M7 17H4V8h16v9h-3', 'M7 14h10v7H7z'));
export const IconUser = icon(
  path(
    'M12 4a4 4 0 100 8 4 4 0 000-8z',
    'M4.500 20c.800-3.600 3.700-5.500 7.500-5.500s6.700 1.900 7.500 5.500',
  ),
);
export const IconLogOut = icon(path('M14 4H5v16h9', 'M10 12h11', 'M17 8l4 4-4 4'));
export const IconSparkle = icon(
  path('M12 4l1.800 5.200L19 11l-5.200 1.800L12 18l-1.800-5.200L5 11l5.200-1.800z'),
);
export const IconBell = icon(path('M6 16V11a6 6 0 0112 0v5l1.500 2h-15z', 'M10 20.500h4'));
export const IconCopy = icon(path('M9 9h11v11H9z', 'M15 9V4H4v11h5'));
export const IconDownload = icon(path('M12 4v11', 'M7 10.500l5 5 5-5', 'M4 20h16'));
export const IconEye = icon(
  path(
    'M2.500 12s3.500-6.500 9.500-6.500 9.500 6.500 9.500 6.500-3.500 6.500-9.500 6.500S2.500 12 2.500 12z',
    'M12 9.500a2.500 2.500 0 100 5 2.500 2.500 0 000-5z',
  ),
);
export const IconEyeOff = icon(
  path(
    'M4 4l16 16',
    'M6.500 7.500C4 9.300 2.500 12 2.500 12s3.500 6.500 9.500 6.500c1.700 0 3.200-.500 4.500-1.200',
    'M10 5.700a9 9 0 012-.200c6 0 9.500 6.500 9.500 6.500a16 16 0 01-2.400 3',
  ),
);
export const IconDevice = icon(path('M5 5h14v10H5z', 'M2.500 19h19'));
export const IconHelp = icon(
  path(
    'M12 3a9 9 0 100 18 9 9 0 000-18z',
    'M9.500 9.500a2.500 2.500 0 114 2c-.900.700-1.500 1.200-1.500 2.200',
    'M12 16.800v.100',
  ),
);
export const IconChart = icon(path('M4 20V4', 'M4 20h16', 'M8.500 16v-4', 'M13 16V7', 'M17.500 16v-6'));
export const IconGlobe = icon(
  path('M12 3a9 9 0 100 18 9 9 0 000-18z', 'M3 12h18', 'M12 3c3 3 3 15 0 18', 'M12 3c-3 3-3 15 0 18'),
);
