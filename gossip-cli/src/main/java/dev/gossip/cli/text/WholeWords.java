package dev.gossip.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lets help texts break lines between words only. picocli breaks them where Unicode allows it, such
 * as after the dot of {@code gossip.lifetime} or the colon of {@code tree:2}. Such characters are
 * replaced by letters before lines are broken, and put back in what is printed.
 */
public final class WholeWords {
  private static final String BREAKING = ".:/,|=-@?![]()";

  /** The letters of Latin Extended-A, which no help text has. */
  private static final char FIRST_LETTER = '\u0100';

  private WholeWords() {}

  /** Changes the help of a command and its subcommands, which is written to a stream in UTF-8. */
  public static void use(CommandLine command, OutputStream out) {
    command.setHelpFactory(WholeWords::help);
    command.setOut(
        new PrintWriter(new OutputStreamWriter(out, UTF_8), true) {
          @Override
          public void write(String text, int offset, int length) {
            super.write(separated(text.substring(offset, offset + length)), 0, length);
          }
        });
  }

  /** Text with the characters put back. */
  static String separated(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      char original = (char) (chars[i] - FIRST_LETTER);
      if (chars[i] >= FIRST_LETTER && BREAKING.indexOf(original) >= 0) {
        chars[i] = original;
      }
    }
    return new String(chars);
  }

  /** Text without places to break lines but spaces. */
  private static String joined(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (BREAKING.indexOf(chars[i]) >= 0) {
        chars[i] = (char) (chars[i] + FIRST_LETTER);
      }
    }
    return new String(chars);
  }

  private static String[] joined(String[] lines) {
    return Arrays.stream(lines)
        .map(line -> separated(line).contains("${") ? line : joined(line))
        .toArray(String[]::new);
  }

  private static Help help(CommandSpec command, Help.ColorScheme colors) {
    join(command.usageMessage());
    command.subcommands().values().forEach(sub -> join(sub.getCommandSpec().usageMessage()));
    return new JoinedHelp(command, colors);
  }

  private static void join(UsageMessageSpec usage) {
    usage.description(joined(usage.description()));
    usage.footer(joined(usage.footer()));
  }

  private static final class JoinedHelp extends Help {
    private final ColorScheme colors;

    JoinedHelp(CommandSpec command, ColorScheme colors) {
      super(command, colors);
      this.colors = colors;
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
      IOptionRenderer renderer = super.createDefaultOptionRenderer();
      return (OptionSpec option, IParamLabelRenderer labels, ColorScheme scheme) ->
          joined(renderer.render(option, labels, scheme));
    }

    @Override
    public IParameterRenderer createDefaultParameterRenderer() {
      IParameterRenderer renderer = super.createDefaultParameterRenderer();
      return (PositionalParamSpec parameter, IParamLabelRenderer labels, ColorScheme scheme) ->
          joined(renderer.render(parameter, labels, scheme));
    }

    @Override
    public IParamLabelRenderer parameterLabelRenderer() {
      IParamLabelRenderer renderer = super.parameterLabelRenderer();
      return new IParamLabelRenderer() {
        @Override
        public Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<IStyle> styles) {
          Text label = renderer.renderParameterLabel(argument, ansi, styles);
          return colors.apply(WholeWords.joined(label.plainString()), styles);
        }

        @Override
        public String separator() {
          return renderer.separator();
        }
      };
    }

    /** The last column describes. */
    private Text[][] joined(Text[][] rows) {
      for (Text[] row : rows) {
        int last = row.length - 1;
        row[last] = colors.text(WholeWords.joined(row[last].plainString()));
      }
      return rows;
    }
  }
}
