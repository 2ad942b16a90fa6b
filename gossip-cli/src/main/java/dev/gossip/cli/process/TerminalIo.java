package dev.gossip.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Consumer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.ExternalTerminal;
import org.jspecify.annotations.Nullable;

/**
 * A terminal with line editing and a history. Output appears above the line that is being typed.
 */
public final class TerminalIo implements ShellIo {
  private static final String PROMPT = "> ";

  private final Terminal terminal;
  private final LineReader reader;
  private final Consumer<String> errors;

  /**
   * @param errors receives error lines; null to show them at the terminal
   */
  TerminalIo(Terminal terminal, @Nullable Consumer<String> errors) {
    this.terminal = terminal;
    // A line is plain text: quotes, backslashes and exclamation marks have no special meaning.
    DefaultParser parser = new DefaultParser();
    parser.setQuoteChars(new char[0]);
    parser.setEscapeChars(new char[0]);
    reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(parser)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            // Pasted lines are separate lines.
            .option(LineReader.Option.BRACKETED_PASTE, false)
            .build();
    this.errors = errors == null ? reader::printAbove : errors;
  }

  /**
   * Opens the terminal of this process. Falls back to plain lines if stdin or stdout is not a
   * terminal, or if the terminal cannot move its cursor.
   */
  public static ShellIo openOrPiped() throws IOException {
    if (SystemConsole.find() == null) {
      return new PipedIo();
    }
    Terminal terminal =
        TerminalBuilder.builder()
            .name("gossip")
            .system(true)
            .dumb(true)
            .encoding(UTF_8)
            // Probing for it discards what is typed before the terminal answers.
            .graphemeCluster(false)
            .build();
    boolean dumb = terminal.getType().toLowerCase(Locale.ROOT).startsWith(Terminal.TYPE_DUMB);
    // Some pseudo terminals do not know their size.
    if (dumb || terminal.getColumns() <= 0) {
      terminal.close();
      return new PipedIo();
    }
    // The launcher sets this property if stderr is a terminal as well.
    boolean shared = Boolean.getBoolean("gossip.progress");
    return new TerminalIo(terminal, shared ? null : System.err::println);
  }

  /** Reads and prints a line at a simulated terminal, so that the needed classes are loaded. */
  public static void warmUp() throws IOException {
    PipedOutputStream keyboard = new PipedOutputStream();
    Terminal terminal =
        new ExternalTerminal(
            "gossip",
            "xterm-256color",
            new PipedInputStream(keyboard),
            OutputStream.nullOutputStream(),
            UTF_8);
    try (TerminalIo io = new TerminalIo(terminal, null)) {
      keyboard.write("warm\r".getBytes(UTF_8));
      io.readLine();
      io.out("warm");
    }
  }

  @Override
  public @Nullable String readLine() throws InterruptedIOException {
    try {
      return reader.readLine(PROMPT);
    } catch (UserInterruptException e) {
      throw new InterruptedIOException("Ctrl-C");
    } catch (EndOfFileException e) {
      return null;
    }
  }

  @Override
  public void out(String lines) {
    reader.printAbove(lines);
  }

  @Override
  public void err(String line) {
    errors.accept(line);
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
