package dev.gossip.testkit.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * The image of a node. It contains the {@code gossip} command from the class path of the test and
 * the tools that make faults. The Docker engine builds it on first use, once per JVM; it is removed
 * when the JVM exits.
 *
 * <p>The environment variable {@value #BASE_VARIABLE} sets the base image; the default is that of
 * the command's Dockerfile. If the base lacks iptables, tc or libfaketime, they are installed with
 * apt-get, which needs a network.
 */
public final class GossipImage {
  /** The environment variable that names the base image. */
  public static final String BASE_VARIABLE = "GOSSIP_BASE_IMAGE";

  private static final String COMMAND = "dev.gossip.cli.Main";
  private static final String DOCKERFILE = "/dev/gossip/cli/Dockerfile";

  private static final List<String> LICENCES =
      List.of("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/THIRD-PARTY.txt");

  private static final String TOOLS =
      """

      USER root
      RUN command -v iptables >/dev/null && command -v tc >/dev/null \\
            && ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 \\
          || { apt-get update -qq && apt-get install -y -qq --no-install-recommends \\
            iptables iproute2 libfaketime && rm -rf /var/lib/apt/lists/*; }
      # Its folder depends on the processor architecture.
      RUN ln -s /usr/lib/*/faketime/libfaketime.so.1 /usr/local/lib/libfaketime.so.1
      USER gossip
      """;

  /** One name per JVM, since several JVMs may test different builds at the same time. */
  private static final String NAME =
      "localhost/testcontainers/gossip-" + ProcessHandle.current().pid() + ":latest";

  /** The version at the end of a jar's name. */
  private static final Pattern VERSION = Pattern.compile("-\\d.*\\.jar$");

  private static @Nullable Future<String> built;

  private GossipImage() {}

  /**
   * Returns the name of the image, which completes when it is built.
   *
   * @throws IllegalStateException if the command is not on the class path or not packaged as a jar
   */
  public static synchronized Future<String> ofClassPath() {
    if (built == null) {
      built = build();
    }
    return built;
  }

  private static Future<String> build() {
    Path jar = commandJar();
    ImageFromDockerfile image =
        new ImageFromDockerfile(NAME, false)
            .withFileFromString("Dockerfile", dockerfile() + TOOLS)
            .withFileFromPath("target/gossip.jar", jar);
    licences(jar).forEach((name, text) -> image.withFileFromString("target/classes/" + name, text));
    libraries(jar).forEach((name, path) -> image.withFileFromPath("target/" + name, path));
    String base = System.getenv(BASE_VARIABLE);
    ImageFromDockerfile withBase =
        base == null || base.isBlank() ? image : image.withBuildArg("BASE", base);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> remove(withBase), "gossip-image-remover"));
    return withBase;
  }

  private static void remove(Future<String> image) {
    try {
      if (image.isDone()) {
        DockerClientFactory.lazyClient().removeImageCmd(NAME).withForce(true).exec();
      }
    } catch (RuntimeException e) {
      // The Docker engine has stopped already.
    }
  }

  private static String dockerfile() {
    try (InputStream in = GossipImage.class.getResourceAsStream(DOCKERFILE)) {
      if (in == null) {
        throw missing("its Dockerfile is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path commandJar() {
    CodeSource source;
    Path location;
    try {
      source = Class.forName(COMMAND).getProtectionDomain().getCodeSource();
      location = Path.of(source.getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw missing("it is missing");
    }
    // The class path has a folder of classes in an IDE, and in a build of this project that does
    // not reach the package phase.
    Path jar = Files.isDirectory(location) ? location.resolveSibling("gossip.jar") : location;
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          "the image needs the gossip command as a jar, but there is none at "
              + jar
              + "; run 'mvn package' first");
    }
    return jar;
  }

  private static IllegalStateException missing(String why) {
    return new IllegalStateException(
        "the image needs the gossip command on the class path, but "
            + why
            + "; add the dependency dev.gossip:gossip-cli, with scope test");
  }

  /** The licence of the command and those of its libraries, by their names in the jar. */
  private static SortedMap<String, String> licences(Path jar) {
    SortedMap<String, String> texts = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (String name : LICENCES) {
        try (InputStream in = file.getInputStream(file.getEntry(name))) {
          texts.put(name, new String(in.readAllBytes(), UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  /** The libraries in the manifest of the command's jar, by the names used there. */
  private static SortedMap<String, Path> libraries(Path jar) {
    String declared;
    try (JarFile file = new JarFile(jar.toFile())) {
      declared = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SortedMap<String, Path> libraries = new TreeMap<>();
    for (String name : declared.split(" ", -1)) {
      Path sibling = jar.resolveSibling(name);
      libraries.put(name, Files.isRegularFile(sibling) ? sibling : onClassPath(sibling));
    }
    return libraries;
  }

  /** This library on the class path, or another version of it that the test's build selected. */
  private static Path onClassPath(Path library) {
    String fileName = String.valueOf(library.getFileName());
    Pattern anyVersion =
        Pattern.compile(Pattern.quote(VERSION.matcher(fileName).replaceFirst("")) + "-\\d.*\\.jar");
    List<Path> found =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(path -> anyVersion.matcher(String.valueOf(path.getFileName())).matches())
            .toList();
    return found.stream()
        .filter(path -> path.endsWith(fileName))
        .findFirst()
        .or(() -> found.stream().findFirst())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the image needs "
                        + fileName
                        + ", which the gossip command uses, but it is not on the class path;"
                        + " remove the exclusion of this dependency"));
  }
}
