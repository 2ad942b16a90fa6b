package dev.gossip.cli.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.cli.process.SystemConsole;
import dev.gossip.core.config.ConfigurationException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a passphrase: from the terminal if there is one, else from the first line of stdin. */
final class PassphrasePrompt {
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
    try {
      String line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
      // Some Windows shells begin piped input with a byte order mark.
      return required(line == null ? null : line.replaceFirst("^\uFEFF", "").toCharArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static char[] required(char @Nullable [] passphrase) {
    if (passphrase == null || passphrase.length == 0) {
      throw new ConfigurationException(
          "the passphrase is empty; type one, or pass it in the first line of stdin");
    }
    return passphrase;
  }
}
