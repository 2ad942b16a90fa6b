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
 * The image of a node: the {@code gossip} command that is on the class path of the test, so that
 * what is tested is what is there, with the tools that make faults. It is built by the Docker
 * engine when it is first needed, once for each JVM, and removed at its end.
 *
 * <p>The base image is named by the variable {@value #BASE_VARIABLE}; without it that of the
 * command's Dockerfile is taken. Unless the base has iptables, tc and libfaketime, they are
 * installed with apt-get, which needs a network.
 */
public final class GossipImage {
  /** The environment variable that names the base image. */
  public static final String BASE_VARIABLE = "GOSSIP_BASE_IMAGE";

  private static final String COMMAND = "dev.gossip.cli.Main";
  private static final String DOCKERFILE = "/dev/gossip/cli/Dockerfile";

  private static final String TOOLS =
      """

      USER root
      RUN command -v iptables >/dev/null && command -v tc >/dev/null \\
            && ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 \\
          || { apt-get update -qq && apt-get install -y -qq --no-install-recommends \\
            iptables iproute2 libfaketime && rm -rf /var/lib/apt/lists/*; }
      # Where it is differs from processor to processor.
      RUN ln -s /usr/lib/*/faketime/libfaketime.so.1 /usr/local/lib/libfaketime.so.1
      USER gossip
      """;

  /** One for each JVM: they may test different things at the same time. */
  private static final String NAME =
      "localhost/testcontainers/gossip-" + ProcessHandle.current().pid() + ":latest";

  /** The end of a jar's name. */
  private static final Pattern VERSION = Pattern.compile("-\\d.*\\.jar$");

  private static @Nullable Future<String> built;

  private GossipImage() {}

  /**
   * Its name, when it is built.
   *
   * @throws IllegalStateException if the command is not on the class path, or was not packaged
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
    libraries(jar).forEach((name, path) -> image.withFileFromPath("target/" + name, path));
    String base = System.getenv(BASE_VARIABLE);
    ImageFromDockerfile asAsked =
        base == null || base.isBlank() ? image : image.withBuildArg("BASE", base);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(asAsked), "gossip-image-remover"));
    return asAsked;
  }

  private static void remove(Future<String> image) {
    try {
      if (image.isDone()) {
        DockerClientFactory.lazyClient().removeImageCmd(NAME).withForce(true).exec();
      }
    } catch (RuntimeException e) {
      // The engine has gone before.
    }
  }

  private static String dockerfile() {
    try (InputStream in = GossipImage.class.getResourceAsStream(DOCKERFILE)) {
      if (in == null) {
        throw missing("its Dockerfile is not there");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path commandJar() {
    CodeSource source;
    Path place;
    try {
      source = Class.forName(COMMAND).getProtectionDomain().getCodeSource();
      place = Path.of(source.getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw missing("it is not there");
    }
    // In a build of this project that does not package, and in an IDE.
    Path jar = Files.isDirectory(place) ? place.resolveSibling("gossip.jar") : place;
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          "an image needs the gossip command as a jar, and there is none at "
              + jar
              + "; run 'mvn package' first");
    }
    return jar;
  }

  private static IllegalStateException missing(String why) {
    return new IllegalStateException(
        "an image needs the gossip command on the class path, and "
            + why
            + "; add the dependency dev.gossip:gossip-cli, with scope test");
  }

  /** What the command's jar asks for, by the names that it has for them. */
  private static SortedMap<String, Path> libraries(Path jar) {
    String asked;
    try (JarFile file = new JarFile(jar.toFile())) {
      asked = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SortedMap<String, Path> libraries = new TreeMap<>();
    for (String name : asked.split(" ", -1)) {
      Path beside = jar.resolveSibling(name);
      libraries.put(name, Files.isRegularFile(beside) ? beside : onClassPath(beside));
    }
    return libraries;
  }

  /** This library, or another version of it, which the test's build has chosen for it. */
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
                    "an image needs "
                        + fileName
                        + ", which the gossip command uses, and it is not on the class path; do"
                        + " not exclude it"));
  }
}
