package dev.gossip.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.transport.Transport;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
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

/** The dependency rules between the parts of this project, by name. */
final class ArchitectureRules {
  private static final int MAX_REQUIRED_METHODS = 3;

  private static final String API = "dev.gossip.api..";
  private static final String PLUGIN_API = "dev.gossip.api.plugin..";
  private static final String[] CORE = {"dev.gossip", "dev.gossip.core.."};
  private static final String UDP = "dev.gossip.udp..";
  private static final String SIGNING = "dev.gossip.signing..";
  private static final String REPUTATION = "dev.gossip.reputation..";
  private static final String SIMULATION = "dev.gossip.simulation..";
  private static final String TESTKIT = "dev.gossip.testkit..";
  private static final String CLI = "dev.gossip.cli..";
  private static final String[] GUICE = {"com.google.inject..", "jakarta.inject.."};
  private static final String DIFFUSION = "dev.gossip.diffusion..";
  private static final String PROTOBUF = "com.google.protobuf..";
  private static final String[] TEST_LIBRARIES = {
    "org.junit..", "org.assertj..", "org.opentest4j.."
  };
  private static final String[] CONTAINER_LIBRARIES = {
    "org.testcontainers..", "com.github.dockerjava..", "com.google.gson.."
  };
  private static final String[] PLATFORM = {"java..", "org.jspecify.annotations.."};

  /** Packages that only react to events, so that a simulation repeats exactly. */
  private static final String[] SANS_IO = {
    "dev.gossip.api.relay..",
    "dev.gossip.api.spam..",
    "dev.gossip.api.transport..",
    "dev.gossip.core.engine..",
    "dev.gossip.core.builtin..",
    "dev.gossip.core.wire..",
    "dev.gossip.udp.link..",
    REPUTATION,
    "dev.gossip.diffusion",
  };

  private static final DescribedPredicate<JavaClass> LOGGERS =
      resideInAnyPackage(
              "java.util.logging..",
              "org.slf4j..",
              "org.apache.logging..",
              "org.apache.commons.logging..",
              "com.google.common.flogger..")
          .or(belongToAnyOf(System.Logger.class))
          .as("loggers");

  private static final DescribedPredicate<JavaClass> GUICE_CLASSES = resideInAnyPackage(GUICE);

  private ArchitectureRules() {}

  /** All rules, by name. */
  static Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    addModuleRules(rules);
    addSansIoRules(rules);
    addSigningRules(rules);
    rules.put(
        "extension-points-are-small",
        classes()
            .that()
            .areAnnotatedWith(ExtensionPoint.class)
            .and()
            .doNotBelongToAnyOf(Transport.class)
            .should(haveAtMostRequiredMethods(MAX_REQUIRED_METHODS))
            .because("a plugin should need little code"));
    rules.put(
        "no-cycles",
        slices()
            .assignedFrom(packages())
            .namingSlices("$1")
            .should()
            .beFreeOfCycles()
            .because("packages that need each other are one package"));
    rules.put(
        "only-the-command-prints",
        noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .and()
            // Reports that tests are skipped, which only stderr shows.
            .doNotHaveFullyQualifiedName("dev.gossip.testkit.container.DockerCondition")
            .and()
            .doNotHaveFullyQualifiedName("dev.gossip.testkit.TestNotes")
            .should(ACCESS_STANDARD_STREAMS)
            .because("a library reports by events; stdout belongs to the application"));
    rules.put(
        "no-logger-in-the-api",
        noClasses()
            .that()
            .resideInAPackage(API)
            .should()
            .dependOnClassesThat(LOGGERS)
            .because("the engine traces and counts, so that no plugin can forget it"));
    return rules;
  }

  private static void addModuleRules(Map<String, ArchRule> rules) {
    rules.put(
        "api-stands-alone",
        classes()
            .that()
            .resideInAPackage(API)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(API, PROTOBUF))
                    .or(GUICE_CLASSES))
            .because("it is all that a plugin needs on its class path"));
    rules.put(
        "guice-only-in-the-plugin-api",
        noClasses()
            .that()
            .resideInAPackage(API)
            .and()
            .resideOutsideOfPackage(PLUGIN_API)
            .should()
            .dependOnClassesThat(GUICE_CLASSES)
            .because("a strategy does not know how it is wired"));
    rules.put(
        "protobuf-in-the-api-is-bytes-only",
        noClasses()
            .that()
            .resideInAPackage(API)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(PROTOBUF)
                    .and(
                        not(belongToAnyOf(ByteString.class, InvalidProtocolBufferException.class))))
            .because("a wire format belongs to the module that uses it"));
    rules.put(
        "core-knows-the-api-only",
        classes()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(CORE))
                    .or(resideInAnyPackage(API, PROTOBUF, "com.typesafe.config.."))
                    .or(GUICE_CLASSES))
            .because("transports and commands depend on core, not the reverse"));
    rules.put(
        "udp-knows-api-and-core-only",
        classes()
            .that()
            .resideInAPackage(UDP)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(UDP, API, "dev.gossip.core..", PROTOBUF))
                    .or(GUICE_CLASSES))
            .because("it is a plugin"));
    rules.put(
        "simulation-knows-no-command-and-no-test-library",
        classes()
            .that()
            .resideInAPackage(SIMULATION)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(SIMULATION, UDP, API, "dev.gossip.core..", PROTOBUF))
                    .or(resideInAnyPackage("org.jgrapht..", "javax.xml.parsers..", "org.xml.sax.."))
                    // Its attackers are plugins.
                    .or(GUICE_CLASSES))
            .because("the command and the test kit both build on it"));
    rules.put(
        "simulation-has-no-clock-thread-or-socket",
        noClasses()
            .that()
            .resideInAPackage(SIMULATION)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.util.concurrent..", "java.net..", "java.nio.channels..")
                    .or(belongToAnyOf(Thread.class)))
            .because("virtual time is the only time there is"));
    rules.put(
        "the-test-kit-knows-no-command",
        classes()
            .that()
            .resideInAPackage(TESTKIT)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(TESTKIT, SIMULATION, UDP, API, PROTOBUF))
                    .or(resideInAnyPackage(CORE))
                    .or(resideInAnyPackage(TEST_LIBRARIES))
                    .or(resideInAnyPackage(CONTAINER_LIBRARIES))
                    .or(belongToAnyOf(com.sun.management.ThreadMXBean.class))
                    .or(GUICE_CLASSES))
            .because("it tests plugins and networks, and needs no command for that"));
    rules.put(
        "container-libraries-in-one-place",
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.gossip.testkit.container..")
            .and()
            .haveNameNotMatching(".*\\.GossipCluster(\\$.*)?")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("org.testcontainers..", "com.github.dockerjava.."))
            .because("tests without containers do not have these libraries on the class path"));
    rules.put(
        "production-knows-no-test-library",
        noClasses()
            .that()
            .resideOutsideOfPackage(TESTKIT)
            .should()
            .dependOnClassesThat(resideInAnyPackage(TESTKIT).or(resideInAnyPackage(TEST_LIBRARIES)))
            .because("running a node must not need JUnit"));
    rules.put(
        "builtin-strategies-know-the-api-only",
        noClasses()
            .that()
            .resideInAPackage("dev.gossip.core.builtin..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("dev.gossip..")
                    .and(not(resideInAnyPackage(API, "dev.gossip.core.builtin.."))))
            .because("they have no privileges over external strategies"));
    rules.put(
        "reputation-knows-the-api-only",
        classes()
            .that()
            .resideInAPackage(REPUTATION)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(REPUTATION, API))
                    .or(GUICE_CLASSES))
            .because("it has no privileges over external spam controls"));
    rules.put(
        "diffusion-knows-the-api-only",
        classes()
            .that()
            .resideInAPackage(DIFFUSION)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(DIFFUSION, API, PROTOBUF))
                    .or(GUICE_CLASSES))
            .because("it has no privileges over external plugins"));
  }

  private static void addSansIoRules(Map<String, ArchRule> rules) {
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
        "sans-io-has-no-clock-of-its-own",
        noClasses()
            .that()
            .resideInAnyPackage(SANS_IO)
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
            .resideInAnyPackage(SANS_IO)
            .should(
                accessTargetWhere(
                    describe("it creates randomness", ArchitectureRules::isAmbientRandomness)))
            .because("one seed determines every random choice"));
    rules.put(
        "sans-io-has-no-jvm-dependent-order",
        noClasses()
            .that()
            .resideInAnyPackage(SANS_IO)
            .should(
                accessTargetWhere(
                    describe(
                        "it creates a collection whose order differs between JVMs",
                        access ->
                            isOn(access, Map.class, "of", "ofEntries", "copyOf")
                                || isOn(access, Set.class, "of", "copyOf"))))
            .because("a run must be the same in another JVM"));
    rules.put(
        "sans-io-has-no-static-state",
        fields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(SANS_IO)
            .and()
            .areStatic()
            .should()
            .beFinal()
            .because("nodes in one JVM must share no state"));
  }

  private static void addSigningRules(Map<String, ArchRule> rules) {
    rules.put(
        "signing-knows-api-and-bouncy-castle-only",
        classes()
            .that()
            .resideInAPackage(SIGNING)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(SIGNING, API, "org.bouncycastle.."))
                    .or(belongToAnyOf(ByteString.class))
                    .or(GUICE_CLASSES))
            .because("it has no privileges over external strategies"));
    rules.put(
        "signing-knows-guice-in-its-plugin-only",
        noClasses()
            .that()
            .resideInAPackage(SIGNING)
            .and()
            .haveSimpleNameNotEndingWith("Plugin")
            .should()
            .dependOnClassesThat(GUICE_CLASSES)
            .because("a strategy does not know how it is wired"));
    rules.put(
        "signing-has-no-socket-or-thread",
        noClasses()
            .that()
            .resideInAPackage(SIGNING)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.net..")
                    .or(assignableTo(Thread.class))
                    .or(assignableTo(java.util.concurrent.Executor.class)))
            .because("it may be called on any thread"));
    rules.put(
        "signing-has-files-for-keys-and-trust-only",
        noClasses()
            .that()
            .resideInAPackage(SIGNING)
            .and()
            .haveNameNotMatching(".*\\.(KeyFile|TrustFile)(\\$.*)?")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.nio.channels..", "java.nio.file.attribute..")
                    .or(
                        belongToAnyOf(
                            java.nio.file.Files.class,
                            java.io.File.class,
                            java.io.FileInputStream.class,
                            java.io.FileOutputStream.class,
                            java.io.RandomAccessFile.class)))
            .because("verification depends only on its arguments"));
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

  private static ArchCondition<JavaClass> haveAtMostRequiredMethods(int most) {
    return new ArchCondition<>("have at most " + most + " required methods") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        List<String> required =
            type.getAllMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaMethod::getName)
                .sorted()
                .toList();
        events.add(
            new SimpleConditionEvent(
                type,
                required.size() <= most,
                type.getName() + " has the required methods " + required));
      }
    };
  }

  private static SliceAssignment packages() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return type.getPackageName().startsWith("dev.gossip")
            ? SliceIdentifier.of(type.getPackageName())
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }
}
