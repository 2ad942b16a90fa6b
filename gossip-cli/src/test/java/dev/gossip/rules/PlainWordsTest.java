package dev.gossip.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sources, test names and documents use the words of {@code docs/glossary.md}, and plain English.
 */
class PlainWordsTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();
  private static final Set<String> EXTENSIONS =
      Set.of(
          "java",
          "proto",
          "md",
          "xml",
          "yml",
          "yaml",
          "properties",
          "cmd",
          "sh",
          "txt",
          "Dockerfile",
          "gossip",
          "run",
          "base-image",
          "slurm",
          "ssh");

  /** The list of words itself, this test, and history. */
  private static final Set<String> NOT_READ =
      Set.of("words.txt", "PlainWordsTest.java", "CHANGELOG.md");

  private static final Set<String> FOLDERS_LEFT_OUT = Set.of("target", ".git", "findings");
  private static final List<WordRule> RULES = rules();

  /** Whether any rule applies; most lines need no more. */
  private static final Pattern ANY_RULE =
      Pattern.compile(
          RULES.stream().map(rule -> rule.pattern().pattern()).collect(Collectors.joining("|")),
          Pattern.CASE_INSENSITIVE);

  /**
   * What may stay: an API of others, a name that dashboards rely on, and the glossary's own entry.
   */
  private static final Pattern ALLOWED =
      Pattern.compile("removeEldestEntry|goodbye-failed|GOODBYE_FAILED|\\| neighbour \\|");

  private static final int MAX_WORDS_OF_A_TEST_NAME = 13;
  private static final Pattern TEST_METHOD =
      Pattern.compile(
          "@(?:Test|ParameterizedTest|RepeatedTest|GossipTest|WorldTest)\\b(?:(?!;|\\{\\n).)*?"
              + "\\bvoid (\\w+)\\(",
          Pattern.DOTALL);
  private static final Pattern WEAK_START =
      Pattern.compile(
          "(?:who|whom|whose|what|whatever|where|of|that|which|how|there|nobody|nothing)[A-Z]\\w*");

  private record WordRule(Pattern pattern, String remedy) {}

  private static List<WordRule> rules() {
    try (InputStream in =
        Objects.requireNonNull(PlainWordsTest.class.getResourceAsStream("words.txt"))) {
      List<WordRule> rules = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          String[] parts = line.split(" -> ", 2);
          rules.add(
              new WordRule(
                  Pattern.compile("\\b(?:" + parts[0] + ")\\b", Pattern.CASE_INSENSITIVE),
                  parts[1]));
        }
      }
      return rules;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sourcesAndDocumentsUsePlainWords() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (Path file : files()) {
      files++;
      List<String> lines = Files.readAllLines(file);
      boolean topology = file.toString().contains("topology");
      for (int i = 0; i < lines.size(); i++) {
        // With the next line, for what is broken between two lines.
        String text = lines.get(i) + (i + 1 < lines.size() ? continued(lines.get(i + 1)) : "");
        for (String complaint : complaints(text)) {
          if (!(topology && complaint.startsWith("'neighbo"))) {
            found.add(ROOT.relativize(file) + ":" + (i + 1) + ": " + complaint);
          }
        }
      }
    }

    assertThat(files).as("files that were read").isGreaterThan(700);
    assertThat(found).isEmpty();
  }

  @Test
  void testNamesAreShortAndBeginWithTheSubject() throws IOException {
    List<String> weak = new ArrayList<>();
    int tests = 0;
    for (Path file : files()) {
      // Rules of contracts are tests, too, though they are not in a folder of tests.
      if (file.toString().endsWith(".java")) {
        Matcher method = TEST_METHOD.matcher(Files.readString(file));
        while (method.find()) {
          tests++;
          if (isWeak(method.group(1))) {
            weak.add(ROOT.relativize(file) + ": " + method.group(1));
          }
        }
      }
    }

    assertThat(tests).as("tests that were read").isGreaterThan(1_000);
    assertThat(weak)
        .as("names of at most %d words that begin with the subject", MAX_WORDS_OF_A_TEST_NAME)
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// A dear check.",
        "void tellsThePeer() {}",
        "int eldest_id;",
        "The neighbour is up.",
        "It waits for ever."
      })
  void eachBannedWordIsFound(String line) {
    assertThat(complaints(line)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// An expensive check. Endearing and intelligible words stay.",
        "protected boolean removeEldestEntry(Map.Entry<K, V> oldest) {",
        "drop reason `goodbye-failed`",
        "void authorOfANewKeyIsPrinted() {"
      })
  void otherWordsAreNotFound(String line) {
    assertThat(complaints(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "whoSendsTooMuchIsRefused",
        "oneTwoThreeFourFiveSixSevenEightNineTenElevenTwelveThirteenFourteen"
      })
  void weakTestNamesAreFound(String name) {
    assertThat(isWeak(name)).isTrue();
    assertThat(isWeak("floodFromOnePeerDoesNotDelayAnother")).isFalse();
  }

  private static boolean isWeak(String testName) {
    long words = 1 + testName.chars().filter(Character::isUpperCase).count();
    return WEAK_START.matcher(testName).matches() || words > MAX_WORDS_OF_A_TEST_NAME;
  }

  private static List<String> complaints(String line) {
    String words =
        ALLOWED
            .matcher(line)
            .replaceAll("")
            .replace('_', ' ')
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ");
    List<String> complaints = new ArrayList<>();
    if (!ANY_RULE.matcher(words).find()) {
      return complaints;
    }
    for (WordRule rule : RULES) {
      Matcher matcher = rule.pattern.matcher(words);
      if (matcher.find()) {
        complaints.add("'" + matcher.group() + "': write " + rule.remedy);
      }
    }
    return complaints;
  }

  /** A line without the marks that begin a line of a comment. */
  private static String continued(String line) {
    return " " + line.strip().replaceFirst("^(?:\\*|//|#)\\s*", "");
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(ROOT)) {
      return walk.filter(PlainWordsTest::isRead).filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static boolean isRead(Path file) {
    Path relative = ROOT.relativize(file);
    String name = relative.getFileName().toString();
    for (Path part : relative) {
      if (FOLDERS_LEFT_OUT.contains(part.toString())) {
        return false;
      }
    }
    // The whole name where there is no dot.
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return !NOT_READ.contains(name) && EXTENSIONS.contains(extension);
  }
}
