package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.core.config.ConfigurationException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Asks for a passphrase: at the terminal, or else in the first line of stdin. */
final class PassphrasePrompt {
  private PassphrasePrompt() {}

  /** A new one, typed twice at a terminal, since nobody sees what is typed. */
  static char[] askForNew() {
    Console console = terminal();
    if (console == null) {
      return firstLine();
    }
    char[] passphrase = read(console, "Passphrase for the new key: ");
    if (!Arrays.equals(passphrase, read(console, "Once more: "))) {
      throw new ConfigurationException("the two passphrases differ; try again");
    }
    return passphrase;
  }

  /** That of a key there is. */
  static char[] ask() {
    Console console = terminal();
    return console == null ? firstLine() : read(console, "Passphrase of the key: ");
  }

  /** Where somebody sits at both stdin and stdout, or null. */
  static @Nullable Console terminal() {
    // From JDK 22 on there may be a console without a terminal, unless it is this one.
    System.setProperty("jdk.console", "java.base");
    return System.console();
  }

  private static char[] read(Console console, String prompt) {
    return required(console.readPassword("%s", prompt));
  }

  private static char[] firstLine() {
    try {
      String line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
      // Some Windows shells put a byte order mark before what they pipe.
      return required(line == null ? null : line.replaceFirst("^\uFEFF", "").toCharArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static char[] required(char @Nullable [] passphrase) {
    if (passphrase == null || passphrase.length == 0) {
      throw new ConfigurationException(
          "there is no passphrase; type one, or give it in the first line of stdin");
    }
    return passphrase;
  }
}
