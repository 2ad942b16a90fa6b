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
 * Runs a contract's trace in a JVM of its own, in which the sets and maps of {@code Set.of} and
 * {@code Map.of} have another order. Also that JVM's main class.
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

  /** What the other JVM found. */
  record Outcome(boolean ordersSetsBackwards, List<String> trace) {}

  /** Begins to run; ends with {@link #close} at the latest. */
  static OtherJvm start(Class<?> contract) throws IOException {
    Path result = Files.createTempFile("relay-contract", ".trace");
    Path output = Files.createTempFile("relay-contract", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            // It runs for a second; code is not worth compiling well.
            "-XX:TieredStopAtLevel=1",
            OtherJvm.class.getName(),
            contract.getName(),
            result.toString());
    // In the environment, where no quoting and no limit on arguments applies.
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
   * Waits for the end.
   *
   * @throws IllegalStateException if it did not end well; the message has what the JVM printed
   */
  Outcome await() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it did not end within " + LIMIT_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "it ended with " + process.exitValue() + ": " + Files.readString(output).strip());
    }
    List<String> lines = Files.readAllLines(result);
    return new Outcome(
        Boolean.parseBoolean(lines.get(0)), new ArrayList<>(lines.subList(1, lines.size())));
  }

  /** Ends it, and cleans up behind it. */
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

  /** Which of two ways this JVM goes through {@code Set.of} and {@code Map.of}. */
  static boolean ordersSetsBackwards() {
    return Set.of(0, 1).iterator().next() == 1;
  }

  /**
   * Makes the contract's strategy, and writes its trace.
   *
   * @param args the name of a contract's subclass, and the file to write to
   */
  public static void main(String[] args) throws Exception {
    Constructor<?> constructor = Class.forName(args[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    RelayStrategyContract contract = (RelayStrategyContract) constructor.newInstance();
    List<String> lines = new ArrayList<>();
    lines.add(String.valueOf(ordersSetsBackwards()));
    lines.addAll(RelayTrace.of(contract.factory(), contract.traits()));
    Files.write(Path.of(args[1]), lines, UTF_8);
  }
}
