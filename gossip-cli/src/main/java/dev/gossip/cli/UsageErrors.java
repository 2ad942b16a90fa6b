package dev.gossip.cli;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the words of a command line, and what to write instead. */
final class UsageErrors {
  private static final Pattern EXCLUSIVE = Pattern.compile("Error: (.*) are mutually exclusive");

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
    if (exception instanceof MutuallyExclusiveArgsException) {
      return exclusive(String.valueOf(exception.getMessage()));
    }
    if (exception instanceof OverwrittenOptionException repeated
        && repeated.getOverwritten() instanceof OptionSpec option) {
      return "option '" + option.longestName() + "' is given more than once; remove all but one";
    }
    ArgSpec argument = exception.getArgSpec();
    String value = exception.getValue();
    return argument == null || value == null
        ? String.valueOf(exception.getMessage())
        : unsuitable(argument, value, exception);
  }

  /** A message of picocli such as "Error: --a, --b are mutually exclusive (specify only one)". */
  private static String exclusive(String message) {
    Matcher options = EXCLUSIVE.matcher(message);
    return options.lookingAt() ? "give only one of " + options.group(1) : message;
  }

  /** A value that cannot be that of an argument. */
  private static String unsuitable(ArgSpec argument, String value, ParameterException exception) {
    Class<?> type = argument.type();
    if (argument instanceof OptionSpec option && type == boolean.class) {
      return "option '" + option.longestName() + "' takes no value; remove '=" + value + "'";
    }
    if (!type.isEnum()) {
      return String.valueOf(exception.getMessage());
    }
    String known =
        Arrays.stream(type.getEnumConstants()).map(String::valueOf).collect(joining(" or "));
    return argument.paramLabel() + ": '" + value + "' is not known; write " + known;
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
            .collect(joining(" "));
    return first.paramLabel()
        + " is missing; write "
        + command.getCommandSpec().qualifiedName()
        + " "
        + all;
  }
}
