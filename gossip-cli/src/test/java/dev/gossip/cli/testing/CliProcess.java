package dev.gossip.cli.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The command in its own process, as a user runs it, with the lines it has printed so far. Every
 * line wakes waiting tests, so that no test has to guess a delay.
 */
public final class CliProcess implements AutoCloseable {
  private final String commandLine;
  private final Process process;
  // Guards the fields below and is notified of every change.
  private final Object lock = new Object();
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();
  private int openStreams;

  private CliProcess(String commandLine, Process process, boolean readStdout) {
    this.commandLine = commandLine;
    this.process = process;
    this.openStreams = readStdout ? 2 : 1;
    if (readStdout) {
      read(process.getInputStream(), out, "stdout");
    }
    read(process.getErrorStream(), err, "stderr");
  }

  public static CliProcess start(String... args) {
    return start(Map.of(), true, args);
  }

  /** Starts the command with these changes to its environment. */
  public static CliProcess start(Map<String, String> environment, String... args) {
    return start(environment, true, args);
  }

  /** Starts the command with a stdout pipe that is never read. */
  public static CliProcess startWithUnreadStdout(String... args) {
    return start(Map.of(), false, args);
  }

  private static CliProcess start(
      Map<String, String> environment, boolean readStdout, String... args) {
    List<String> command = new ArrayList<>();
    command.add(ClassArchive.java());
    // Small and quick to start: several processes share the machine with the test.
    command.addAll(ClassArchive.jvmOptions());
    command.add(Main.class.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    // These would add plugins, a token, or a line of the JVM on stderr.
    builder.environment().remove("GOSSIP_PLUGINS");
    builder.environment().remove("GOSSIP_CONTROL_TOKEN");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    try {
      return new CliProcess("gossip " + String.join(" ", args), builder.start(), readStdout);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the command until it ends, with these lines on stdin. */
  public static CliProcess run(Duration limit, List<String> input, String... args) {
    return run(limit, Map.of(), input, args);
  }

  /** Like the other {@code run}, with these changes to its environment. */
  public static CliProcess run(
      Duration limit, Map<String, String> environment, List<String> input, String... args) {
    CliProcess process = start(environment, args);
    try {
      input.forEach(process::type);
      process.endInput();
      process.awaitExit(limit);
      return process;
    } finally {
      process.close();
    }
  }

  /** Writes a line to the process's stdin; ignored if the process has ended. */
  public void type(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      assertThat(process.isAlive()).as("%s accepts a line on stdin: %s", this, e).isFalse();
    }
  }

  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      assertThat(process.isAlive()).as("%s closes its stdin: %s", this, e).isFalse();
    }
  }

  public List<String> out() {
    synchronized (lock) {
      return List.copyOf(out);
    }
  }

  public List<String> err() {
    synchronized (lock) {
      return List.copyOf(err);
    }
  }

  /** Asks the process to end, as Ctrl-C or {@code kill} does. */
  public void terminate() {
    // By its handle: Process.destroy would also close the streams and lose the last lines.
    process.toHandle().destroy();
  }

  /** Kills the process. */
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  public boolean canBeAskedToEnd() {
    return process.supportsNormalTermination();
  }

  /** Waits until a condition on the output holds; false at the limit or the end of the output. */
  public boolean await(BooleanSupplier condition, Duration limit) {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    try {
      synchronized (lock) {
        while (!condition.getAsBoolean()) {
          long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
          if (leftMillis <= 0 || openStreams == 0) {
            return false;
          }
          lock.wait(leftMillis);
        }
        return true;
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + this, e);
    }
  }

  /** Waits for the exit code. All output of the process is available when this returns. */
  public int awaitExit(Duration limit) {
    await(() -> openStreams == 0, limit);
    synchronized (lock) {
      assertThat(openStreams).as("%s ended within %s", this, limit).isZero();
    }
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + this, e);
    }
  }

  /** Kills the process and waits until it has ended. */
  @Override
  public void close() {
    kill();
    awaitExit(Duration.ofMinutes(1));
  }

  private void read(InputStream stream, List<String> lines, String name) {
    Thread reader = new Thread(() -> readAll(stream, lines), name + " of " + commandLine);
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll(InputStream stream, List<String> lines) {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lock) {
          lines.add(line);
          lock.notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (lock) {
        err.add("(the test cannot read any more: " + e.getMessage() + ")");
      }
    } finally {
      synchronized (lock) {
        openStreams--;
        lock.notifyAll();
      }
    }
  }

  /** The state and all output of the process, for failure messages. */
  @Override
  public String toString() {
    return commandLine
        + (process.isAlive() ? " (running)" : " (exit code " + process.exitValue() + ")")
        + "\n--- its stderr:\n"
        + String.join("\n", err())
        + "\n--- its stdout:\n"
        + String.join("\n", out())
        + "\n---\n";
  }
}
