package dev.gossip.cli.testing;

import dev.gossip.cli.Main;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Options for the JVMs of processes that make them start faster: the class path of the tests, and
 * an archive of the classes that the command loads, like the one that the launcher makes. The first
 * use makes the archive, and the end of this JVM deletes it.
 */
final class ClassArchive {
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          // A process ends before most of its code would be worth compiling.
          "-XX:CompileThresholdScaling=3",
          "-Xmx64m");
  private static final long LIMIT_SECONDS = 300;
  private static final List<String> OPTIONS = make();

  private ClassArchive() {}

  /** The options, including the class path. */
  static List<String> jvmOptions() {
    return OPTIONS;
  }

  private static List<String> make() {
    try {
      Path folder = Files.createTempDirectory("gossip-processes");
      folder.toFile().deleteOnExit();
      Path archive = folder.resolve("classes.jsa");
      archive.toFile().deleteOnExit();
      List<String> options = new ArrayList<>(SMALL);
      options.addAll(List.of("-cp", classPathOfJars(folder)));
      List<String> fast = new ArrayList<>(options);
      // A JVM that cannot use the archive would print a line on stdout.
      fast.addAll(List.of("-Xlog:disable", "-Xlog:all=error:stderr"));
      fast.add("-XX:SharedArchiveFile=" + archive);
      return isMade(archive, options) ? List.copyOf(fast) : List.copyOf(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while a JVM archived its classes", e);
    }
  }

  private static boolean isMade(Path archive, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(options);
    command.addAll(List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive));
    command.addAll(List.of(Main.class.getName(), "warm-up"));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)
          && process.exitValue() == 0
          && Files.exists(archive);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The java command of this JVM. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The class path of this JVM, with jars of its folders, whose classes cannot be archived. */
  private static String classPathOfJars(Path folder) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.isDirectory(Path.of(entry))) {
        Path jar = folder.resolve(entries.size() + ".jar");
        jar.toFile().deleteOnExit();
        pack(Path.of(entry), jar);
        entries.add(jar.toString());
      } else {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      entries.setLevel(0);
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        String name =
            classes.relativize(each).toString().replace(each.getFileSystem().getSeparator(), "/");
        entries.putNextEntry(new JarEntry(name));
        Files.copy(each, entries);
        entries.closeEntry();
      }
    }
  }
}
