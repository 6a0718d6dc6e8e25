import type { CancellationToken, LogOutputChannel } from 'vscode';

/**
 * Runs a provider: a cancelled one gives its neutral answer, and so does one that throws, with a line in the log.
 * Whatever goes wrong here must not cost the user another extension's answers.
 */
export async function safely<T>(
  log: LogOutputChannel,
  feature: string,
  token: CancellationToken,
  neutral: T,
  run: () => Promise<T>,
): Promise<T> {
  if (token.isCancellationRequested) {
    return neutral;
  }
  try {
    const answer = await run();
    return token.isCancellationRequested ? neutral : answer;
  } catch (error) {
    log.error(`${feature} failed`, error instanceof Error ? error : String(error));
    return neutral;
  }
}
