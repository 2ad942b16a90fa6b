package dev.gossip.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Types keys at an emulated terminal, as the bytes that a real terminal sends. */
@Timeout(60)
class TerminalIoTest {
  private static final String UP = "\033OA";
  private static final String LEFT = "\033OD";
  private static final String BACKSPACE = "\177";
  private static final String CTRL_A = "\001";
  private static final String CTRL_C = "\003";
  private static final String CTRL_D = "\004";
  private static final String CTRL_L = "\014";

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final List<String> errors = new ArrayList<>();

  private TerminalIo typing(String keys) throws IOException {
    // The pipe stays open: a closed terminal discards what was typed last.
    PipedOutputStream keyboard = new PipedOutputStream();
    Terminal terminal =
        new ExternalTerminal("test", "xterm", new PipedInputStream(keyboard), screen, UTF_8);
    // Raw mode, so that keys typed before the program reads also reach the program.
    terminal.enterRawMode();
    keyboard.write(keys.getBytes(UTF_8));
    return new TerminalIo(terminal, errors::add);
  }

  @Test
  void lineIsEditedWithTerminalKeys() throws IOException {
    try (TerminalIo io =
        typing(
            "500 hallp"
                + BACKSPACE
                + "o"
                + LEFT
                + LEFT
                + LEFT
                + BACKSPACE
                + "e"
                + CTRL_A
                + "5\r")) {
      assertThat(io.readLine()).isEqualTo("5500 hello");
    }
  }

  @Test
  void arrowUpRecallsEarlierLines() throws IOException {
    try (TerminalIo io = typing("first\rsecond\r" + UP + UP + "!\r")) {
      assertThat(io.readLine()).isEqualTo("first");
      assertThat(io.readLine()).isEqualTo("second");
      assertThat(io.readLine()).isEqualTo("first!");
    }
  }

  @Test
  void clearingTheScreenKeepsTheLine() throws IOException {
    try (TerminalIo io = typing("5000 he" + CTRL_L + "llo\r")) {
      assertThat(io.readLine()).isEqualTo("5000 hello");
    }
    assertThat(screen.toString(UTF_8)).contains("\033[H\033[2J");
  }

  @Test
  void lineIsReadLiterally() throws IOException {
    String text = "5000 it's \"here\" !! $x \\ #no 日本";
    try (TerminalIo io = typing(text + "\r")) {
      assertThat(io.readLine()).isEqualTo(text);
    }
  }

  @Test
  void ctrlDEndsTheInputAndCtrlCInterruptsIt() throws IOException {
    try (TerminalIo ended = typing(CTRL_D);
        TerminalIo interrupted = typing("half a line" + CTRL_C)) {
      assertThat(ended.readLine()).isNull();
      assertThatThrownBy(interrupted::readLine).isInstanceOf(InterruptedIOException.class);
    }
  }

  @Test
  void outputGoesToTheTerminalAndErrorsToTheirConsumer() throws IOException {
    try (TerminalIo io = typing("")) {
      io.out("  5010 got 'héllo' from 5000");
      io.err("no node 7");
    }
    assertThat(screen.toString(UTF_8)).contains("  5010 got 'héllo' from 5000");
    assertThat(errors).containsExactly("no node 7");
  }
}
