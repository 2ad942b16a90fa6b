package dev.gossip.cli.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles classes that are not part of this build, as an external developer would. */
public final class SourceCompiler {
  private SourceCompiler() {}

  /**
   * Compiles sources and returns the folder with the classes.
   *
   * @param sources the source text of each class, by its full name
   */
  public static Path compile(Path folder, Map<String, String> sources) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> args = new ArrayList<>();
    args.addAll(List.of("-d", classes.toString(), "-proc:none", "-nowarn"));
    args.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = folder.resolve("src/" + source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.resolveSibling(""));
      args.add(Files.writeString(file, source.getValue()).toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler).as("the compiler of a JDK; the tests do not run on a JRE").isNotNull();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int failed = compiler.run(null, messages, messages, args.toArray(String[]::new));
    assertThat(failed).as("compiler output: %s", messages.toString(UTF_8)).isZero();
    return classes;
  }
}
