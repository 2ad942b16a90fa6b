package dev.gossip.cli.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.core.config.ConfigurationException;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that receives the trace of a simulation. */
final class TraceFile implements Closeable {
  private static final int BUFFER_CHARS = 1 << 16;

  private final String name;
  private final BufferedWriter writer;
  private @Nullable IOException failure;

  private TraceFile(String name, Writer writer) {
    this.name = name;
    this.writer = new BufferedWriter(writer, BUFFER_CHARS);
  }

  /**
   * Creates the file.
   *
   * @throws ConfigurationException if the file cannot be written
   */
  static TraceFile open(String name) {
    try {
      return new TraceFile(name, Files.newBufferedWriter(Path.of(name), UTF_8));
    } catch (IOException | InvalidPathException e) {
      throw new ConfigurationException(
          "--trace: "
              + name
              + " cannot be written; choose a file in an existing folder that you can write to",
          e);
    }
  }

  /** Writes a line. A failure is thrown by {@link #close}: thrown here, it would stop a node. */
  void line(String text) {
    if (failure != null) {
      return;
    }
    try {
      writer.write(text);
      writer.write('\n');
    } catch (IOException e) {
      failure = e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      writer.close();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
    if (failure != null) {
      throw new IOException(
          "the trace in " + name + " is incomplete: " + failure.getMessage(), failure);
    }
  }
}
