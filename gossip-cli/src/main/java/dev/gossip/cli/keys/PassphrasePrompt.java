package dev.gossip.cli.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.cli.process.SystemConsole;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.storage.FileErrors;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a passphrase: from the terminal if there is one, else from the first line of stdin. */
final class PassphrasePrompt {
  private static final int MAX_CHARS = 1 << 16;

  private PassphrasePrompt() {}

  /** Asks for a new passphrase; twice at a terminal, since typing is not shown. */
  static char[] askForNew() {
    Console console = SystemConsole.find();
    if (console == null) {
      return firstLine();
    }
    char[] passphrase = read(console, "Passphrase for the new key: ");
    if (!Arrays.equals(passphrase, read(console, "Repeat the passphrase: "))) {
      throw new ConfigurationException("the two passphrases differ; try again");
    }
    return passphrase;
  }

  /** Asks for the passphrase of an existing key. */
  static char[] ask() {
    Console console = SystemConsole.find();
    return console == null ? firstLine() : read(console, "Passphrase of the key: ");
  }

  private static char[] read(Console console, String prompt) {
    return required(console.readPassword("%s", prompt));
  }

  private static char[] firstLine() {
    StringBuilder line = new StringBuilder();
    try {
      Reader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      for (int next = in.read(); next >= 0 && next != '\n' && next != '\r'; next = in.read()) {
        if (line.length() == MAX_CHARS) {
          throw new ConfigurationException(
              "the first line of stdin is too long for a passphrase; pass a line of at most "
                  + MAX_CHARS
                  + " characters");
        }
        line.append((char) next);
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          "the passphrase cannot be read from stdin ("
              + FileErrors.reason(e)
              + "); type it at a terminal, or pass it in the first line of stdin",
          e);
    }
    // Some Windows shells begin piped input with a byte order mark.
    return required(line.toString().replaceFirst("^\uFEFF", "").toCharArray());
  }

  private static char[] required(char @Nullable [] passphrase) {
    if (passphrase == null || passphrase.length == 0) {
      throw new ConfigurationException(
          "the passphrase is empty; type one, or pass it in the first line of stdin");
    }
    return passphrase;
  }
}
