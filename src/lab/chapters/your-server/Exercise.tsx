import type { ExerciseProps } from '../../machine.ts';
import { ServerReport } from '../../server-report/ServerReport.tsx';

/** The report on a server that the reader names. */
export default function Exercise({ machine }: ExerciseProps) {
  return <ServerReport machine={machine} />;
}
