package dev.gossip.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/** Plain lines on stdin, stdout and stderr: for pipes, files and terminals without line editing. */
public final class PipedIo implements ShellIo {
  private final BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));

  @Override
  public @Nullable String readLine() throws IOException {
    return lines.readLine();
  }

  @Override
  public void out(String lines) {
    System.out.println(lines);
  }

  @Override
  public void err(String line) {
    System.err.println(line);
  }

  @Override
  public void close() {
    // The standard streams stay open.
  }
}
