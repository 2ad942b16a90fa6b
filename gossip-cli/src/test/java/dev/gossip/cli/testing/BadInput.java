package dev.gossip.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/** Cases of invalid input, and how commands have to answer it. */
public final class BadInput {
  private static final int USAGE = 2;

  private BadInput() {}

  /**
   * A case of a test.
   *
   * @param what names the case
   * @param commandLine the arguments, separated by spaces
   * @param fragments what the error has to contain
   */
  public static Arguments bad(String what, String commandLine, String... fragments) {
    List<String> args = commandLine.isEmpty() ? List.of() : List.of(commandLine.split(" ", -1));
    return argumentSet(what, args, List.of(fragments));
  }

  /** Checks that a command failed with an error that has these fragments, and did nothing else. */
  public static void assertRejected(CliRun outcome, List<String> fragments) {
    String report = outcome.toString();
    assertThat(outcome.exitCode()).as(report).isEqualTo(USAGE);
    assertThat(outcome.out()).as(report).isEmpty();
    assertThat(outcome.err())
        .as(report)
        .hasSizeBetween(1, 2)
        .noneMatch(line -> line.startsWith("\tat"));
    assertThat(String.join(" ", outcome.err()))
        .as(report)
        .startsWith("gossip: ")
        .contains(fragments);
  }
}
