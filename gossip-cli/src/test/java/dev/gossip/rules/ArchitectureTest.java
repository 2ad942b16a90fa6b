package dev.gossip.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.gossip.cli.testing.SourceCompiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the {@link ArchitectureRules} on all production classes, and on classes that break them,
 * since a rule that cannot fail protects nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
  private static final Map<String, ArchRule> RULES = ArchitectureRules.all();

  private final JavaClasses production = ProductionClasses.ALL;

  @TempDir private static Path folder = Path.of("");

  /** The compiled rule-breaking classes. One compiler run, since starting it takes longest. */
  private Path violating = Path.of("");

  @BeforeAll
  void compileViolatingClasses() throws IOException {
    Map<String, String> sources = new HashMap<>();
    violations().forEach(violation -> addSources((String) violation.get()[1], sources));
    violating = SourceCompiler.compile(folder, sources);
  }

  @Test
  void allModulesAreChecked() {
    assertThat(production)
        .extracting("name")
        .contains(
            "dev.gossip.api.relay.RelayStrategy",
            "dev.gossip.GossipNode",
            "dev.gossip.core.engine.MessageEngine",
            "dev.gossip.udp.transport.UdpTransport",
            "dev.gossip.reputation.RateLimitPlugin",
            "dev.gossip.reputation.score.ReputationPlugin",
            "dev.gossip.reputation.strict.StrictPlugin",
            "dev.gossip.diffusion.DiffusionPlugin",
            "dev.gossip.discovery.bootstrap.BootstrapPlugin",
            "dev.gossip.micrometer.GossipMetrics",
            "dev.gossip.simulation.Simulation",
            "dev.gossip.testkit.contract.PluginContract",
            "dev.gossip.signing.Ed25519Plugin",
            "dev.gossip.cli.Main")
        .doesNotContain(ArchitectureTest.class.getName());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void productionFollowsTheRule(String name) {
    EvaluationResult result = rule(name).evaluate(production);

    assertThat(result.getFailureReport().getDetails())
        .as("%s", result.getFailureReport())
        .isEmpty();
  }

  static Stream<String> rules() {
    return RULES.keySet().stream();
  }

  @Test
  void everyRuleHasAViolation() {
    assertThat(violations().map(violation -> (String) violation.get()[0]))
        .as("rules with a class that breaks them")
        .containsAll(RULES.keySet());
  }

  @ParameterizedTest
  @MethodSource("violations")
  void ruleDetectsItsViolation(String name, String code) {
    Path[] classes =
        code.lines()
            .map(line -> violating.resolve(classOf(line).replace('.', '/') + ".class"))
            .toArray(Path[]::new);

    EvaluationResult result = rule(name).evaluate(new ClassFileImporter().importPaths(classes));

    assertThat(result.hasViolation()).as("'%s' breaks %s", code, name).isTrue();
  }

  static Stream<Arguments> violations() {
    return Stream.of(
            violationsOfModules(),
            violationsOfStrategies(),
            violationsOfSansIo(),
            otherViolations())
        .flatMap(Function.identity());
  }

  private static Stream<Arguments> violationsOfModules() {
    return Stream.of(
        violation("api-stands-alone", "dev.gossip.api", "dev.gossip.core.engine.Node node;"),
        violation("api-stands-alone", "dev.gossip.api.relay", "dev.gossip.udp.UdpPlugin plugin;"),
        violation("api-stands-alone", "dev.gossip.api", "com.google.gson.Gson gson;"),
        violation(
            "guice-only-in-the-plugin-api",
            "dev.gossip.api.relay",
            "com.google.inject.Module module;"),
        violation(
            "guice-only-in-the-plugin-api",
            "dev.gossip.api",
            "@jakarta.inject.Inject int injected;"),
        violation(
            "protobuf-in-the-api-is-bytes-only",
            "dev.gossip.api.node",
            "com.google.protobuf.CodedInputStream in;"),
        violation(
            "core-knows-the-api-only", "dev.gossip.core.plugin", "dev.gossip.udp.UdpPlugin p;"),
        violation("core-knows-the-api-only", "dev.gossip", "dev.gossip.cli.Main main;"),
        violation(
            "simulation-knows-no-command-and-no-test-library",
            "dev.gossip.simulation",
            "org.junit.jupiter.api.TestInfo test;"),
        violation(
            "simulation-has-no-clock-thread-or-socket",
            "dev.gossip.simulation",
            "java.util.concurrent.Executor executor;"),
        violation(
            "report-knows-the-simulation-only", "dev.gossip.report", "com.google.gson.Gson gson;"),
        violation(
            "the-test-kit-knows-no-command",
            "dev.gossip.testkit.contract",
            "dev.gossip.cli.Main main;"),
        violation(
            "container-libraries-in-one-place",
            "dev.gossip.testkit.world",
            "org.testcontainers.containers.Network network;"),
        violation(
            "production-knows-no-test-library",
            "dev.gossip.cli",
            "dev.gossip.testkit.contract.PluginContract contract;"),
        violation(
            "production-knows-no-test-library",
            "dev.gossip.core.engine",
            "org.assertj.core.api.Assertions assertions;"),
        violation("udp-knows-api-and-core-only", "dev.gossip.udp", "dev.gossip.cli.Main main;"),
        violation(
            "udp-knows-api-and-core-only",
            "dev.gossip.udp.noise",
            "org.bouncycastle.crypto.digests.SHA256Digest digest;"),
        violation(
            "udp-knows-api-and-core-only", "dev.gossip.udp.driver", "dev.gossip.GossipNode node;"),
        violation(
            "micrometer-knows-the-embedding-api-only",
            "dev.gossip.micrometer",
            "dev.gossip.core.engine.Node node;"));
  }

  private static Stream<Arguments> violationsOfStrategies() {
    return Stream.of(
        violation(
            "builtin-strategies-know-the-api-only",
            "dev.gossip.core.builtin",
            "dev.gossip.core.engine.Node node;"),
        violation(
            "signing-knows-api-and-bouncy-castle-only",
            "dev.gossip.signing",
            "dev.gossip.core.engine.Node node;"),
        violation(
            "signing-knows-api-and-bouncy-castle-only",
            "dev.gossip.signing",
            "com.google.protobuf.CodedInputStream in;"),
        violation(
            "signing-knows-guice-in-its-plugin-only",
            "dev.gossip.signing",
            "com.google.inject.Module module;"),
        violation(
            "signing-has-no-socket-or-thread", "dev.gossip.signing", "java.net.Socket socket;"),
        violation("signing-has-no-socket-or-thread", "dev.gossip.signing", "Thread thread;"),
        violation(
            "signing-has-no-socket-or-thread",
            "dev.gossip.signing",
            "java.util.concurrent.ExecutorService executor;"),
        violation(
            "signing-has-files-for-keys-and-trust-only",
            "dev.gossip.signing",
            "boolean is = java.nio.file.Files.exists(java.nio.file.Path.of(\"key\"));"),
        violation(
            "signing-has-files-for-keys-and-trust-only",
            "dev.gossip.signing",
            "java.io.File file;"),
        violation(
            "reputation-knows-the-api-only",
            "dev.gossip.reputation",
            "dev.gossip.core.engine.services.Counters counters;"),
        violation(
            "diffusion-knows-the-api-only",
            "dev.gossip.diffusion",
            "dev.gossip.core.engine.Node node;"),
        violation(
            "repair-knows-the-api-only", "dev.gossip.repair", "dev.gossip.core.engine.Node node;"),
        violation(
            "discovery-knows-the-api-only",
            "dev.gossip.discovery.bootstrap",
            "dev.gossip.core.engine.Node node;"),
        violation(
            "jndi-in-discovery-by-dns-only",
            "dev.gossip.discovery.bootstrap",
            "javax.naming.Context context;"));
  }

  private static Stream<Arguments> violationsOfSansIo() {
    return Stream.of(
        impure("has-no-socket-thread-or-logger", "java.net.DatagramSocket socket;"),
        impure("has-no-socket-thread-or-logger", "java.nio.channels.DatagramChannel channel;"),
        impure("has-no-socket-thread-or-logger", "java.util.concurrent.Executor executor;"),
        impure("has-no-socket-thread-or-logger", "Object o = Thread.currentThread();"),
        impure("has-no-socket-thread-or-logger", "java.util.logging.Logger logger;"),
        impure("has-no-socket-thread-or-logger", "System.Logger logger;"),
        impure("has-no-clock-of-its-own", "long now = System.nanoTime();"),
        impure("has-no-clock-of-its-own", "long now = System.currentTimeMillis();"),
        impure("has-no-clock-of-its-own", "Object now = java.time.Instant.now();"),
        impure("has-no-clock-of-its-own", "Object clock = java.time.Clock.systemUTC();"),
        impure("has-no-clock-of-its-own", "java.util.function.LongSupplier s = System::nanoTime;"),
        impure("has-no-randomness-of-its-own", "double d = Math.random();"),
        impure("has-no-randomness-of-its-own", "Object random = new java.util.Random();"),
        impure("has-no-randomness-of-its-own", "Object random = new java.util.SplittableRandom();"),
        impure(
            "has-no-randomness-of-its-own",
            "int i = java.util.concurrent.ThreadLocalRandom.current().nextInt();"),
        impure("has-no-randomness-of-its-own", "Object r = new java.security.SecureRandom();"),
        impure("has-no-randomness-of-its-own", "Object id = java.util.UUID.randomUUID();"),
        impure(
            "has-no-randomness-of-its-own",
            "void mix(java.util.List<?> list) { java.util.Collections.shuffle(list); }"),
        impure("has-no-jvm-dependent-order", "Object map = java.util.Map.of(1, 2);"),
        impure("has-no-jvm-dependent-order", "Object set = java.util.Set.of(1, 2);"),
        impure("has-no-locale-of-its-own", "String text = String.format(\"%d\", 1);"),
        impure("has-no-locale-of-its-own", "String text = \"%d\".formatted(1);"),
        impure("has-no-locale-of-its-own", "String text = \"I\".toLowerCase();"),
        impure("has-no-static-state", "static int count;"),
        violation(
            "sans-io-has-no-clock-of-its-own",
            "dev.gossip.discovery.dns",
            "long now = System.nanoTime();"));
  }

  private static Stream<Arguments> otherViolations() {
    return Stream.of(
        argumentSet(
            "extension-points-are-small",
            "extension-points-are-small",
            "dev.gossip.api.relay.Large:@dev.gossip.api.ExtensionPoint interface Large"
                + " { void a(); void b(); void c(); void d(); }"),
        argumentSet(
            "no-cycles",
            "no-cycles",
            "dev.gossip.core.one.One:public class One { dev.gossip.core.two.Two two; }\n"
                + "dev.gossip.core.two.Two:public class Two { dev.gossip.core.one.One one; }"),
        violation(
            "only-the-command-prints",
            "dev.gossip.core.engine",
            "void print() { System.out.println(); }"),
        violation(
            "only-the-command-prints",
            "dev.gossip.udp.driver",
            "void print(Exception e) { e.printStackTrace(); }"),
        violation(
            "no-logger-in-the-api", "dev.gossip.api.spam", "java.util.logging.Logger logger;"),
        violation("no-logger-in-the-api", "dev.gossip.api", "org.slf4j.Logger logger;"));
  }

  private static Arguments impure(String rule, String member) {
    return violation("sans-io-" + rule, "dev.gossip.udp.link", member);
  }

  /** A class with one member that violates a rule. */
  private static Arguments violation(String rule, String packageName, String member) {
    String name = "Violating" + Integer.toHexString((rule + member).hashCode());
    String code = packageName + "." + name + ":class " + name + " { " + member + " }";
    return argumentSet(rule + ": " + member, rule, code);
  }

  /** One class per line: its full name, a colon, and its text without the package. */
  private static void addSources(String code, Map<String, String> sources) {
    code.lines()
        .forEach(
            line -> {
              String name = classOf(line);
              String packageName = name.substring(0, name.lastIndexOf('.'));
              String text = line.substring(line.indexOf(':') + 1);
              sources.put(name, "package " + packageName + "; " + text);
            });
  }

  private static String classOf(String line) {
    return line.substring(0, line.indexOf(':'));
  }

  private static ArchRule rule(String name) {
    ArchRule rule = RULES.get(name);
    if (rule == null) {
      throw new AssertionError("there is no rule " + name);
    }
    return rule;
  }
}
