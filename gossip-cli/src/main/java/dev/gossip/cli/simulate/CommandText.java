package dev.gossip.cli.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The command that makes a run or a page again, to be typed into a shell. */
public final class CommandText {
  private static final Set<String> OUTPUT_FILES = Set.of("--html", "--trace");

  private CommandText() {}

  /**
   * The command with its seed, without files to write.
   *
   * @param arguments as given, from the name of the subcommand on
   */
  static String of(List<String> arguments, long seed) {
    List<String> words = new ArrayList<>(List.of("./gossip"));
    boolean seeded = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      String option =
          argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
      seeded |= option.equals("--seed");
      if (!OUTPUT_FILES.contains(option)) {
        words.add(quoted(argument));
      } else if (option.equals(argument)) {
        i++;
      }
    }
    if (!seeded) {
      words.add("--seed");
      words.add(Long.toString(seed));
    }
    return String.join(" ", words);
  }

  /** A command as it was given, with the files that it writes. */
  public static String whole(CommandSpec command) {
    List<String> arguments = command.root().commandLine().getParseResult().originalArgs();
    return Stream.concat(Stream.of("./gossip"), arguments.stream().map(CommandText::quoted))
        .collect(Collectors.joining(" "));
  }

  /** A word as a POSIX shell reads it. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
