package dev.gossip.cli.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.cli.testing.SourceCompiler;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The code of a tutorial in docs, compiled exactly as it is shown there. */
final class TutorialCode {
  /** System properties with the class path of tests; Surefire sets the second if it uses a jar. */
  private static final List<String> CLASS_PATHS =
      List.of("java.class.path", "surefire.test.class.path");

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CLASS_NAME =
      Pattern.compile("^(?:public )?(?:final )?(?:class|record) (\\w+)", Pattern.MULTILINE);
  private static final String PACKAGE = "org.example.";
  private static final String SERVICE = "META-INF/services/dev.gossip.api.plugin.GossipPlugin";

  private final String text;
  private final Path classes;

  private TutorialCode(String text, Path classes) {
    this.text = text;
    this.classes = classes;
  }

  /**
   * Compiles the Java code and writes the service file, which is the first block of text.
   *
   * @param text the tutorial, which must show exactly these classes
   */
  static TutorialCode compile(Path folder, String text, Set<String> classNames) throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String source : blocks(text, "java")) {
      Matcher name = CLASS_NAME.matcher(source);
      assertThat(name.find()).as(source).isTrue();
      sources.put(PACKAGE + name.group(1), source);
    }
    assertThat(sources.keySet())
        .isEqualTo(classNames.stream().map(PACKAGE::concat).collect(Collectors.toSet()));
    Path classes = SourceCompiler.compile(folder, sources);
    Path file = classes.resolve(SERVICE);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, blocks(text, "text").get(0));
    assertThat(text).contains("src/main/resources/" + SERVICE);
    return new TutorialCode(text, classes);
  }

  /** Reads pages of docs. */
  static String read(String... pages) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String page : pages) {
      text.append(Files.readString(Path.of("../docs", page)));
    }
    return text.toString();
  }

  /** Returns the blocks of code in a language, in their order. */
  static List<String> blocks(String text, String language) {
    List<String> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals(language)) {
        found.add(block.group(2));
      }
    }
    return found;
  }

  List<String> blocks(String language) {
    return blocks(text, language);
  }

  /** Splits a command into arguments, with the actual folder of classes. */
  private List<String> arguments(String command) {
    return Stream.of(command.strip().split("\\s+", 0))
        .map(argument -> argument.replace("target/classes", classes.toString()))
        .toList();
  }

  /** Returns the commands of the tutorial that begin like this, without the word gossip. */
  List<List<String>> commands(String start) {
    return blocks("sh").stream()
        .flatMap(block -> block.replace("\\\n", " ").lines())
        .map(line -> line.replaceFirst("^\\./", ""))
        .filter(line -> line.startsWith("gossip " + start))
        .map(line -> arguments(line.substring("gossip ".length())))
        .toList();
  }

  /** Returns a class loader for the classes. */
  URLClassLoader newClassLoader() throws IOException {
    return new URLClassLoader(new URL[] {classes.toUri().toURL()});
  }

  /** Loads a plugin that the service file names. */
  static GossipPlugin plugin(ClassLoader loader, String id) {
    return ServiceLoader.load(GossipPlugin.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .filter(found -> found.id().equals(id))
        .findAny()
        .orElseThrow();
  }

  /** Runs a test class of the tutorial. */
  EngineExecutionResults runTests(String className) throws IOException, ClassNotFoundException {
    Map<String, String> before = new HashMap<>();
    for (String key : CLASS_PATHS) {
      String path = System.getProperty(key);
      if (path != null) {
        before.put(key, path);
        // The contract may start other JVMs, which also need the classes.
        System.setProperty(key, classes + File.pathSeparator + path);
      }
    }
    try (URLClassLoader loader = newClassLoader()) {
      return EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(loader.loadClass(PACKAGE + className)))
          .execute();
    } finally {
      before.forEach(System::setProperty);
    }
  }
}
