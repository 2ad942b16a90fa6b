package dev.gossip.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the words of a command line, and what to write instead. */
final class UsageErrors {
  private UsageErrors() {}

  /**
   * The message of an error; that of picocli, unless that one names no remedy.
   *
   * @param commands names the commands
   */
  static String message(ParameterException exception, String commands) {
    CommandLine command = exception.getCommandLine();
    if (exception instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched, command, commands);
    }
    if (exception instanceof MissingParameterException missing) {
      return missing(missing.getMissing(), command);
    }
    return String.valueOf(exception.getMessage());
  }

  private static String unmatched(
      UnmatchedArgumentException unmatched, CommandLine command, String commands) {
    String argument = "'" + unmatched.getUnmatched().get(0) + "'";
    if (unmatched.isUnknownOption()) {
      String similar = String.join(" or ", unmatched.getSuggestions());
      return "unknown option "
          + argument
          + (similar.isEmpty() ? "; remove it" : "; did you mean " + similar + "?");
    }
    return command.getParent() == null
        ? "unknown command " + argument + "; " + commands
        : "unexpected argument " + argument + "; remove it, or name the option that it is for";
  }

  private static String missing(List<ArgSpec> missing, CommandLine command) {
    ArgSpec first = missing.get(0);
    if (first instanceof OptionSpec option) {
      return "option '"
          + option.longestName()
          + "' has no value; write "
          + option.longestName()
          + " "
          + option.paramLabel();
    }
    String all =
        command.getCommandSpec().positionalParameters().stream()
            .map(ArgSpec::paramLabel)
            .collect(Collectors.joining(" "));
    return first.paramLabel()
        + " is missing; write "
        + command.getCommandSpec().qualifiedName()
        + " "
        + all;
  }
}
