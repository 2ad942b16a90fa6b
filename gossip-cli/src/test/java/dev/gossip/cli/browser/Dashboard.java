package dev.gossip.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliProcess;
import java.net.URI;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Where a process serves its dashboard. */
final class Dashboard {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern LINE =
      Pattern.compile("dashboard at (http://127\\.0\\.0\\.1:[1-9]\\d*/)");

  private Dashboard() {}

  /** Waits until a process has printed the URL of its dashboard, and returns it. */
  static String urlOf(CliProcess process) {
    assertThat(process.await(() -> !find(process).isEmpty(), LIMIT)).as("%s", process).isTrue();
    return find(process);
  }

  /** Waits until lines on stdout of a process contain a text, so many times. */
  static void awaitLines(CliProcess process, String text, int times) {
    assertThat(
            process.await(
                () -> process.out().stream().filter(line -> line.contains(text)).count() >= times,
                LIMIT))
        .as("'%s' %s times in %s", text, times, process)
        .isTrue();
  }

  /** The address of the port that serves a dashboard. */
  static String authority(String url) {
    return URI.create(url).getAuthority();
  }

  private static String find(CliProcess process) {
    return process.out().stream()
        .flatMap(line -> LINE.matcher(line).results())
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElse("");
  }
}
