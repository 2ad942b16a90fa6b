package dev.gossip.it.python;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of {@code gossip_peer.py}, and what it has written. */
final class PythonPeer implements AutoCloseable {
  /** The one of the system, to which the package belongs. */
  static final String PYTHON = "/usr/bin/python3";

  private static final Path SCRIPT = Path.of("src", "test", "python", "gossip_peer.py");
  private static final long LIMIT_SECONDS = 30;

  /** Stands for the end of the output. */
  private static final String END = "";

  private final Process process;
  private final Writer commands;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> read = new ArrayList<>();
  private final Thread reader;

  /**
   * @param options of the script
   */
  PythonPeer(List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of(PYTHON, "-u", "-B", SCRIPT.toString()));
    command.addAll(options);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    commands = process.outputWriter(UTF_8);
    reader = new Thread(this::readLines, "output of Python");
    reader.start();
  }

  private void readLines() {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("reading failed: " + e);
    }
    lines.add(END);
  }

  void command(String line) throws IOException {
    commands.write(line + "\n");
    commands.flush();
  }

  /** Waits for a line that begins with a word, and returns the words after it. */
  List<String> await(String word) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      String line = lines.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError("no line '" + word + "'; Python wrote " + read);
      }
      read.add(line);
      List<String> words = List.of(line.split(" ", -1));
      if (words.get(0).equals(word)) {
        return words.subList(1, words.size());
      }
    }
  }

  /** Waits until the process has ended, and returns its exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("Python does not end; it wrote " + read + lines);
    }
    return process.exitValue();
  }

  /** All lines until now that nobody waited for included. */
  List<String> output() {
    List<String> all = new ArrayList<>(read);
    all.addAll(lines);
    return all;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
