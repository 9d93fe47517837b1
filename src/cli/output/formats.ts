import { exportHar } from '../../lab/machine/wire/har.ts';
import type { Format } from '../check/options.ts';
import type { CheckResult } from '../check/run-check.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { createMask } from './mask.ts';
import type { ReportDocument } from './report-document.ts';
import { sarifReport } from './sarif.ts';

export function reportAs(format: Format, report: ReportDocument, result: CheckResult): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'junit':
      return junitReport(report);
    case 'sarif':
      return sarifReport(report);
    case 'markdown':
      return markdownReport(report);
    case 'har':
      return `${escapeUnseen(exportHar(result.log.map(createMask(result).exchange)))}\n`;
    default:
      return format satisfies never;
  }
}

/** Escapes what a terminal acts on, and line separators. A JSON parser gets the messages unchanged. */
function escapeUnseen(json: string): string {
  return json.replace(/[\p{Zl}\p{Zp}]|[^\P{C}\n]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
