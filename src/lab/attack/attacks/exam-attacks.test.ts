import { describe, expect, it } from 'vitest';
import { createMachine } from '../../machine/machine.ts';
import { createRun } from '../../machine/run/run.ts';
import { examAttacks } from './exam-attacks.ts';

describe.each(examAttacks)('in an exam, $title', ({ play }) => {
  it('does its harm in the weak scenario, and is refused or stopped in the defended one', async () => {
    const ended = await Promise.all(
      [false, true].map((defended) =>
        play(createMachine({ origin: 'https://lab.example', createRun }), defended),
      ),
    );
    expect(ended[0]?.end).toBe('harm');
    expect(ended[1]?.end).toMatch(/^refused by a server$|^stopped by the client$/);
  });
});
