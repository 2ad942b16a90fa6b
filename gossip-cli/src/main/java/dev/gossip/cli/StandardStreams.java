package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * Makes the process's output UTF-8 in every locale. Messages come from nodes with other locales,
 * and JSON is UTF-8; the JVM would replace characters that the locale cannot encode by "?".
 */
final class StandardStreams {
  private static final int BUFFER_BYTES = 8_192;

  private StandardStreams() {}

  /** Replaces {@link System#out} and {@link System#err}. */
  static void useUtf8() {
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES), true, UTF_8);
  }
}
