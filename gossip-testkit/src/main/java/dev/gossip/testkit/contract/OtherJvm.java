package dev.gossip.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs a contract's trace in a separate JVM, where {@code Set.of} and {@code Map.of} may iterate in
 * another order. Also the main class of that JVM.
 */
final class OtherJvm implements AutoCloseable {
  private static final long LIMIT_SECONDS = 40;

  private final Path result;
  private final Path output;
  private final Process process;

  private OtherJvm(Path result, Path output, Process process) {
    this.result = result;
    this.output = output;
    this.process = process;
  }

  /**
   * The result of the other JVM.
   *
   * @param trace its trace; empty if it iterates over sets as this JVM does
   */
  record Outcome(boolean iteratesSetsInReverse, List<String> trace) {}

  /**
   * Starts the JVM. It runs the trace only if it iterates over sets in the other order than this
   * JVM; if not, it exits at once. It is killed by {@link #close} if it still runs then.
   */
  static OtherJvm start(Class<?> contract) throws IOException {
    Path result = Files.createTempFile("relay-contract", ".trace");
    Path output = Files.createTempFile("relay-contract", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            // It runs for a second only; optimising its code is not worthwhile.
            "-XX:TieredStopAtLevel=1",
            OtherJvm.class.getName(),
            contract.getName(),
            result.toString(),
            String.valueOf(iteratesSetsInReverse()));
    // In the environment, to avoid quoting and the limit on argument length.
    builder.environment().put("CLASSPATH", classPath());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new OtherJvm(result, output, builder.start());
  }

  private static String classPath() {
    // Surefire may have started this JVM from a jar that names the class path in its manifest.
    String ofTests = System.getProperty("surefire.test.class.path");
    String classes = ofTests == null ? System.getProperty("java.class.path", "") : ofTests;
    String modules = System.getProperty("jdk.module.path");
    return modules == null ? classes : classes + File.pathSeparator + modules;
  }

  /**
   * Waits for the JVM to exit.
   *
   * @throws IllegalStateException if it does not exit in time or fails; the message has its output
   */
  Outcome await() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the JVM did not exit within " + LIMIT_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "the JVM exited with " + process.exitValue() + ": " + Files.readString(output).strip());
    }
    List<String> lines = Files.readAllLines(result);
    return new Outcome(
        Boolean.parseBoolean(lines.get(0)), new ArrayList<>(lines.subList(1, lines.size())));
  }

  /** Kills the JVM and deletes its files. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Files.deleteIfExists(result);
      Files.deleteIfExists(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which of two orders this JVM uses to iterate over {@code Set.of} and {@code Map.of}. */
  static boolean iteratesSetsInReverse() {
    return Set.of(0, 1).iterator().next() == 1;
  }

  /**
   * Creates the contract's strategy and writes its trace to a file.
   *
   * @param args the class name of a contract's subclass, the path of the file, and the order of
   *     iteration with which no trace is needed
   */
  public static void main(String[] args) throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add(String.valueOf(iteratesSetsInReverse()));
    if (iteratesSetsInReverse() != Boolean.parseBoolean(args[2])) {
      Constructor<?> constructor = Class.forName(args[0]).getDeclaredConstructor();
      constructor.setAccessible(true);
      RelayStrategyContract contract = (RelayStrategyContract) constructor.newInstance();
      lines.addAll(RelayTrace.of(contract.factory(), contract.traits()));
    }
    Files.write(Path.of(args[1]), lines, UTF_8);
  }
}
