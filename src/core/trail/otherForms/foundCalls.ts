import { grouped } from '../../encoding/count.ts';
import type { StreamedCall, StreamProblem, StreamStop } from '../stream.ts';

const MOST_PROBLEMS = 100;

/** What was found in a stream so far, of which calls are handed on. */
export class FoundCalls {
  /** Calls, those that were handed on among them. */
  count: number;
  /** Those that were not yet. */
  waiting: StreamedCall[] = [];
  stopped: StreamStop | undefined;
  readonly problems: StreamProblem[] = [];
  private readonly most: number;

  constructor(count: number, most: number) {
    this.count = count;
    this.most = most;
  }

  take(): readonly StreamedCall[] {
    const { waiting } = this;
    this.waiting = [];
    return waiting;
  }

  addCalls(calls: readonly StreamedCall[]): void {
    for (const call of calls.slice(0, this.most - this.count + 1)) {
      if (this.count === this.most) {
        this.stop('too-many-calls', `Only the first ${grouped(this.count)} calls were taken.`, call.start);
        return;
      }
      this.count++;
      this.waiting.push(call);
    }
  }

  addProblems(problems: readonly StreamProblem[]): void {
    for (const problem of problems.slice(0, MOST_PROBLEMS)) {
      const isKnown = this.problems.some(({ start, code }) => start === problem.start && code === problem.code);
      if (this.problems.length < MOST_PROBLEMS && !isKnown) {
        this.problems.push(problem);
      }
    }
  }

  stop(code: StreamStop['code'], message: string, at: number): void {
    this.stopped ??= { code, message, at };
  }
}
