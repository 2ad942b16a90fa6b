package dev.gossip.cli.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gossip.cli.process.SystemConsole;
import dev.gossip.core.config.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The passphrase that comes from stdin. */
class PassphrasePromptTest {
  private final InputStream before = System.in;

  @BeforeEach
  void requireNoTerminal() {
    assumeThat(SystemConsole.find()).isNull();
  }

  @AfterEach
  void restoreStdin() {
    System.setIn(before);
  }

  private static void type(String text) {
    System.setIn(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  @Test
  void passphraseIsTheFirstLineWithoutItsEnd() {
    type("\uFEFFlet me in\r\nnot this");
    assertThat(new String(PassphrasePrompt.ask())).isEqualTo("let me in");
    type("no end");
    assertThat(new String(PassphrasePrompt.askForNew())).isEqualTo("no end");
  }

  @Test
  void lineWithoutAnEndIsRefused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    System.setIn(endless);

    assertThatThrownBy(PassphrasePrompt::ask)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("too long")
        .hasMessageContaining("at most 65536 characters");
  }

  @Test
  void stdinThatCannotBeReadIsAnErrorWithARemedy() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();
    System.setIn(broken);

    assertThatThrownBy(PassphrasePrompt::askForNew)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Stream closed")
        .hasMessageContaining("the first line of stdin");
  }
}
