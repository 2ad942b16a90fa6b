package dev.gossip.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Checks {@link SizeLimits} and {@link ImportCircles} on all sources of this repository. What may
 * break them is in {@code exceptions.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceRulesTest {
  private List<JavaSource> sources = List.of();
  private List<Violation> violations = List.of();
  private NamedExceptions exceptions = NamedExceptions.parse("");

  @BeforeAll
  void readSources() throws IOException {
    sources = SourceFolders.readAll();
    exceptions = NamedExceptions.read();
    violations = new ArrayList<>(ImportCircles.violations(sources));
    sources.forEach(source -> violations.addAll(SizeLimits.violations(source)));
  }

  @Test
  void allModulesAreRead() {
    assertThat(sources.stream().map(JavaSource::module))
        .contains(
            "gossip-api",
            "gossip-core",
            "gossip-udp",
            "gossip-diffusion",
            "gossip-repair",
            "gossip-discovery",
            "gossip-micrometer",
            "gossip-reputation",
            "gossip-signing",
            "gossip-simulation",
            "gossip-report",
            "gossip-testkit",
            "gossip-cli",
            "gossip-benchmarks",
            "integration-tests");
    assertThat(sources.stream().filter(source -> !source.test()).count()).isGreaterThan(300);
    assertThat(sources.stream().filter(JavaSource::test).count()).isGreaterThan(200);
  }

  @Test
  void sourcesKeepTheLimitsAndHaveNoCircle() {
    assertThat(exceptions.notAllowed(violations)).isEmpty();
  }

  @Test
  void everyExceptionIsNeeded() {
    assertThat(exceptions.unneeded(violations))
        .as("exceptions that can be removed from exceptions.txt")
        .isEmpty();
  }

  @Test
  void fileAboveTheLimitIsFound() {
    String longest = "class Long {}\n" + "\n".repeat(SizeLimits.FILE_LINES - 1);

    assertThat(sizes(longest)).isEmpty();
    assertThat(sizes(longest + "\n"))
        .containsExactly("file gossip-core Long: 401 lines; at most 400");
  }

  @Test
  void methodAboveTheLimitIsFound() {
    String body = "{\n" + "\n".repeat(SizeLimits.METHOD_LINES - 2) + "}\n";

    assertThat(sizes("class Long { void run() " + body + "}")).isEmpty();
    assertThat(sizes("class Long { void run()\n" + body + "}"))
        .containsExactly("method gossip-core Long.run: 61 lines; at most 60");
    assertThat(sizes("class Long { Long()\n" + body + "}"))
        .containsExactly("method gossip-core Long.<init>: 61 lines; at most 60");
    assertThat(sizes("class Long { static\n" + body + "}"))
        .containsExactly("method gossip-core Long.<initializer>: 61 lines; at most 60");
  }

  @Test
  void methodOfANestedTypeIsFound() {
    String method = "public void run() {" + "\n".repeat(SizeLimits.METHOD_LINES) + "}";

    assertThat(sizes("class Outer { enum Inner { ONE; " + method + "} }"))
        .containsExactly("method gossip-core Outer.Inner.run: 61 lines; at most 60");
    assertThat(sizes("class Outer { Runnable field = new Runnable() {" + method + "}; }"))
        .containsExactly("method gossip-core Outer.anonymous.run: 61 lines; at most 60");
  }

  @Test
  void linesOfAnnotationsAndCommentsBeforeAMethodAreNotCounted() {
    String table = "@Values({" + "\n".repeat(SizeLimits.METHOD_LINES) + "})\n";
    String comment = "/**" + "\n".repeat(SizeLimits.METHOD_LINES) + "*/\n";

    assertThat(sizes("class Test { " + comment + table + " void run() {} }")).isEmpty();
  }

  @Test
  void constructorWithManyParametersIsFound() {
    String six = "int a, int b, int c, int d, int e, int f";

    assertThat(sizes("class Large { Large(" + six + ") {} }")).isEmpty();
    assertThat(sizes("class Large { Large(" + six + ", int g) {} }"))
        .containsExactly("constructor gossip-core Large: 7 parameters; at most 6");
    assertThat(sizes("record Large(" + six + ", int g) { Large { } }")).isEmpty();
    assertThat(sizes("class Large { void run(" + six + ", int g) {} }")).isEmpty();
  }

  @Test
  void textThatIsNoJavaIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source("class {"))
        .withMessageContaining("class");
  }

  @Test
  void circleOfImportsIsFound() {
    JavaSource one = source("package a.one; import a.two.Two; class One {}");
    JavaSource two = source("package a.two; import static a.three.Three.CONSTANT; class Two {}");
    JavaSource three = source("package a.three; import a.one.*; class Three {}");
    JavaSource user = source("package a; import a.one.One.Nested; class User {}");

    assertThat(ImportCircles.violations(List.of(one, two, user))).isEmpty();
    assertThat(ImportCircles.violations(List.of(one, two, three, user)))
        .extracting(Violation::name)
        .containsExactly("circle gossip-core a.one a.three a.two");
  }

  @Test
  void circleWithTheRootPackageIsFound() {
    JavaSource root = source("package a; import a.one.One; class Root {}");
    JavaSource one = source("package a.one; import a.Root; class One {}");

    assertThat(ImportCircles.violations(List.of(root, one)))
        .extracting(Violation::problem)
        .containsExactly("imports a -> a.one (Example), a.one -> a (Example)");
  }

  @Test
  void circleOfTestsIsAllowed() {
    JavaSource main = source("package a.one; import a.two.Two; class One {}");
    JavaSource test =
        JavaSource.parse("gossip-core", true, "T", "package a.two; import a.one.One; class T {}");

    assertThat(ImportCircles.violations(List.of(main, test))).isEmpty();
  }

  @Test
  void exceptionAllowsItsViolationOnly() {
    Violation allowed = new Violation("file gossip-core Node", "500 lines");
    Violation other = new Violation("file gossip-core Other", "500 lines");
    NamedExceptions some = NamedExceptions.parse("# comment\nfile gossip-core Node -> a reason\n");

    assertThat(some.notAllowed(List.of(allowed, other))).containsExactly(other);
    assertThat(some.unneeded(List.of(allowed))).isEmpty();
    assertThat(some.unneeded(List.of(other))).containsExactly("file gossip-core Node");
  }

  @Test
  void exceptionWithoutAReasonIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamedExceptions.parse("file gossip-core Node"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamedExceptions.parse("file gossip-core Node -> "));
  }

  private static Stream<String> sizes(String text) {
    return SizeLimits.violations(JavaSource.parse("gossip-core", false, "Long", text)).stream()
        .map(Violation::toString);
  }

  private static JavaSource source(String text) {
    return JavaSource.parse("gossip-core", false, "Example", text);
  }
}
