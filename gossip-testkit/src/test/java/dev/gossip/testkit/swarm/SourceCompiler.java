package dev.gossip.testkit.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles Java source and loads the class. */
final class SourceCompiler {
  private SourceCompiler() {}

  static Class<?> compile(Path folder, String name, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler).as("the Java compiler; these tests need a JDK, not a JRE").isNotNull();
    try {
      Path file = folder.resolve(name.substring(name.lastIndexOf('.') + 1) + ".java");
      Files.writeString(file, source);
      ByteArrayOutputStream messages = new ByteArrayOutputStream();
      int exitCode =
          compiler.run(
              null,
              messages,
              messages,
              "-d",
              folder.toString(),
              "-proc:none",
              "-Xlint:all",
              "-Werror",
              "-classpath",
              System.getProperty("java.class.path"),
              file.toString());
      assertThat(exitCode).as("compiler: %s%n%s", messages.toString(UTF_8), source).isZero();
      // Not closed: the class may load nested classes later.
      URLClassLoader loader =
          new URLClassLoader(
              new URL[] {folder.toUri().toURL()}, SourceCompiler.class.getClassLoader());
      return loader.loadClass(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
