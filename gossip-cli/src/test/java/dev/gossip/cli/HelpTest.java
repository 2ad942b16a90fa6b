package dev.gossip.cli;

import static dev.gossip.cli.testing.BadInput.assertRejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliRun;
import dev.gossip.cli.text.WholeWords;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
  private static final int COLUMNS = 80;

  static List<String> commands() {
    List<String> found = new ArrayList<>(List.of(""));
    addCommands(Main.command(), "", found);
    return found;
  }

  private static void addCommands(CommandLine command, String before, List<String> found) {
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              found.add((before + " " + name).strip());
              addCommands(sub, before + " " + name, found);
            });
  }

  private static String help(String command, int columns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandLine line = Main.command();
    WholeWords.use(line, out);
    line.setUsageHelpWidth(columns);
    Stream<String> words = Stream.of(command.split(" ", -1)).filter(word -> !word.isEmpty());
    line.execute(Stream.concat(Stream.of("help"), words).toArray(String[]::new));
    return out.toString(UTF_8);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\s+", -1)).sorted(Comparator.naturalOrder()).toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void linesOfHelpEndBetweenWords(String command) {
    String help = help(command, COLUMNS);

    assertThat(help.lines()).allMatch(line -> line.length() <= COLUMNS);
    assertThat(help.chars()).allMatch(letter -> letter < 0x80);
    assertThat(words(help)).isEqualTo(words(help(command, 20 * COLUMNS)));
  }

  @Test
  void helpIsThatOfTheOption() {
    CliRun help = CliRun.of("help", "sweep", "merge");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).isEqualTo(CliRun.of("sweep", "merge", "--help").out());
    assertThat(CliRun.of("help").out()).isEqualTo(CliRun.of("--help").out());
  }

  @Test
  void unknownCommandIsRejected() {
    assertRejected(
        CliRun.of("help", "simulat"),
        List.of("no command 'simulat'", "see the list", "Run 'gossip --help'"));
    assertRejected(
        CliRun.of("help", "simulate", "six"),
        List.of("no command 'six'", "remove it", "Run 'gossip simulate --help'"));
  }
}
