import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { negativeCasesDocument } from './negative-cases/table.ts';

// `npm run negative-cases`
writeFileSync(join(import.meta.dirname, '../docs/negative-cases.md'), negativeCasesDocument());
