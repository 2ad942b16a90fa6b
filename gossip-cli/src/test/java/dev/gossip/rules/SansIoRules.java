package dev.gossip.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.gossip.rules.Packages.LOGGERS;
import static dev.gossip.rules.Packages.REPUTATION;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/** What the parts that only react to events may not use, so that a simulation repeats exactly. */
final class SansIoRules {
  /** Packages that only react to events, so that a simulation repeats exactly. */
  private static final String[] SANS_IO = {
    "dev.gossip.api.relay..",
    "dev.gossip.api.spam..",
    "dev.gossip.api.transport..",
    "dev.gossip.core.engine..",
    "dev.gossip.core.builtin..",
    "dev.gossip.core.wire..",
    "dev.gossip.udp.datagram..",
    "dev.gossip.udp.flow..",
    "dev.gossip.udp.fragment..",
    "dev.gossip.udp.link..",
    "dev.gossip.udp.mtu..",
    "dev.gossip.udp.noise..",
    "dev.gossip.udp.pace..",
    "dev.gossip.udp.plain..",
    "dev.gossip.udp.secure..",
    "dev.gossip.udp.session..",
    "dev.gossip.udp.table..",
    "dev.gossip.udp.transport..",
    REPUTATION,
    "dev.gossip.diffusion",
    "dev.gossip.repair..",
    "dev.gossip.discovery.bootstrap",
    "dev.gossip.discovery.outbound",
    "dev.gossip.discovery.reach",
    "dev.gossip.discovery.timing",
  };

  /** Those, and packages whose offloaded work also reads files or asks name servers. */
  private static final String[] REPEATABLE =
      Stream.concat(
              Stream.of(SANS_IO),
              Stream.of("dev.gossip.discovery.dns", "dev.gossip.discovery.file"))
          .toArray(String[]::new);

  private SansIoRules() {}

  /** Adds the rules, by name. */
  static void addTo(Map<String, ArchRule> rules) {
    rules.put(
        "sans-io-has-no-socket-thread-or-logger",
        noClasses()
            .that()
            .resideInAnyPackage(SANS_IO)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.util.concurrent..")
                    .or(assignableTo(Thread.class))
                    .or(belongToAnyOf(Runtime.class, ThreadLocal.class, Timer.class))
                    .or(LOGGERS)
                    .as("use IO, threads or loggers"))
            .because("only the driver does; the same classes run in a simulation"));
    rules.put(
        "sans-io-has-no-static-state",
        fields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(REPEATABLE)
            .and()
            .areStatic()
            .should()
            .beFinal()
            .because("nodes in one JVM must share no state"));
    addRulesOfRepeatableRuns(rules);
  }

  private static void addRulesOfRepeatableRuns(Map<String, ArchRule> rules) {
    rules.put(
        "sans-io-has-no-clock-of-its-own",
        noClasses()
            .that()
            .resideInAnyPackage(REPEATABLE)
            .should(
                accessTargetWhere(
                    describe(
                        "it reads the system clock",
                        access ->
                            isOn(access, System.class, "nanoTime", "currentTimeMillis")
                                || isNowOfJavaTime(access)
                                || access.getTargetOwner().isEquivalentTo(java.time.Clock.class))))
            .because("time is passed in with each event"));
    rules.put(
        "sans-io-has-no-randomness-of-its-own",
        noClasses()
            .that()
            .resideInAnyPackage(REPEATABLE)
            .should(
                accessTargetWhere(
                    describe("it creates randomness", SansIoRules::isAmbientRandomness)))
            .because("one seed determines every random choice"));
    rules.put(
        "sans-io-has-no-jvm-dependent-order",
        noClasses()
            .that()
            .resideInAnyPackage(REPEATABLE)
            .should(
                accessTargetWhere(
                    describe(
                        "it creates a collection whose order differs between JVMs",
                        access ->
                            isOn(access, Map.class, "of", "ofEntries", "copyOf")
                                || isOn(access, Set.class, "of", "copyOf"))))
            .because("a run must be the same in another JVM"));
    rules.put(
        "sans-io-has-no-locale-of-its-own",
        noClasses()
            .that()
            .resideInAnyPackage(REPEATABLE)
            .should(
                accessTargetWhere(
                    describe("it writes text in the locale of the JVM", SansIoRules::isInLocale)))
            .because("a run must be the same in another country"));
  }

  private static boolean isInLocale(JavaAccess<?> access) {
    return switch (access.getTarget().getFullName()) {
      case "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
          "java.lang.String.formatted([Ljava.lang.Object;)",
          "java.lang.String.toLowerCase()",
          "java.lang.String.toUpperCase()" ->
          true;
      default -> false;
    };
  }

  private static boolean isAmbientRandomness(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(SecureRandom.class)
        || access.getTargetOwner().isEquivalentTo(RandomGeneratorFactory.class)
        || access.getTargetOwner().isEquivalentTo(ThreadLocalRandom.class)
        || isOn(access, RandomGenerator.class, "of", "getDefault")
        || isOn(access, Math.class, "random")
        || isOn(access, StrictMath.class, "random")
        || isOn(access, UUID.class, "randomUUID")
        || access.getTarget().getFullName().equals("java.util.Collections.shuffle(java.util.List)")
        || isUnseeded(access, Random.class)
        || isUnseeded(access, SplittableRandom.class);
  }

  private static boolean isUnseeded(JavaAccess<?> access, Class<?> generator) {
    return access.getTarget().getFullName().equals(generator.getName() + ".<init>()");
  }

  private static boolean isOn(JavaAccess<?> access, Class<?> owner, String... names) {
    return access.getTargetOwner().isEquivalentTo(owner)
        && List.of(names).contains(access.getName());
  }

  private static boolean isNowOfJavaTime(JavaAccess<?> access) {
    return access.getTargetOwner().getPackageName().equals("java.time")
        && access.getName().equals("now");
  }
}
