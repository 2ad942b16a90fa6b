package dev.gossip.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.gossip.rules.Packages.API;
import static dev.gossip.rules.Packages.CONTAINER_LIBRARIES;
import static dev.gossip.rules.Packages.CORE;
import static dev.gossip.rules.Packages.DIFFUSION;
import static dev.gossip.rules.Packages.DISCOVERY;
import static dev.gossip.rules.Packages.GUICE_CLASSES;
import static dev.gossip.rules.Packages.MICROMETER;
import static dev.gossip.rules.Packages.NAMING;
import static dev.gossip.rules.Packages.PLATFORM;
import static dev.gossip.rules.Packages.PLUGIN_API;
import static dev.gossip.rules.Packages.PROTOBUF;
import static dev.gossip.rules.Packages.REPAIR;
import static dev.gossip.rules.Packages.REPORT;
import static dev.gossip.rules.Packages.REPUTATION;
import static dev.gossip.rules.Packages.SIMULATION;
import static dev.gossip.rules.Packages.TESTKIT;
import static dev.gossip.rules.Packages.TEST_LIBRARIES;
import static dev.gossip.rules.Packages.UDP;
import static dev.gossip.rules.Packages.UDP_CRYPTOGRAPHY;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;

/** What each module may depend on. */
final class ModuleRules {
  private ModuleRules() {}

  /** Adds the rules, by name. */
  static void addTo(Map<String, ArchRule> rules) {
    addApiRules(rules);
    addCoreAndUdpRules(rules);
    addMicrometerRule(rules);
    addSimulationRules(rules);
    addReportRule(rules);
    addTestKitRules(rules);
    addStrategyRules(rules);
  }

  private static void addApiRules(Map<String, ArchRule> rules) {
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
  }

  private static void addCoreAndUdpRules(Map<String, ArchRule> rules) {
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
                    .or(resideInAnyPackage(UDP_CRYPTOGRAPHY))
                    .or(GUICE_CLASSES))
            .because("it is a plugin"));
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
  }

  private static void addMicrometerRule(Map<String, ArchRule> rules) {
    rules.put(
        "micrometer-knows-the-embedding-api-only",
        classes()
            .that()
            .resideInAPackage(MICROMETER)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(MICROMETER, "dev.gossip", "dev.gossip.api.node"))
                    .or(resideInAnyPackage("io.micrometer..")))
            .because("an application could have written it"));
  }

  private static void addSimulationRules(Map<String, ArchRule> rules) {
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
  }

  private static void addReportRule(Map<String, ArchRule> rules) {
    rules.put(
        "report-knows-the-simulation-only",
        classes()
            .that()
            .resideInAPackage(REPORT)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(REPORT, SIMULATION, API, PROTOBUF)))
            .because("the command and the test kit both write reports"));
  }

  private static void addTestKitRules(Map<String, ArchRule> rules) {
    rules.put(
        "the-test-kit-knows-no-command",
        classes()
            .that()
            .resideInAPackage(TESTKIT)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(TESTKIT, SIMULATION, REPORT, UDP, API, PROTOBUF))
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
  }

  private static void addStrategyRules(Map<String, ArchRule> rules) {
    rules.put(
        "reputation-knows-the-api-only",
        classes()
            .that()
            .resideInAPackage(REPUTATION)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    // Bloom filters; Protobuf is the bytes of records.
                    .or(resideInAnyPackage(REPUTATION, API, PROTOBUF, "com.google.common.hash"))
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
    rules.put(
        "repair-knows-the-api-only",
        classes()
            .that()
            .resideInAPackage(REPAIR)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    // SipHash.
                    .or(resideInAnyPackage(REPAIR, API, PROTOBUF))
                    .or(GUICE_CLASSES))
            .because("it has no privileges over external plugins"));
    rules.put(
        "discovery-knows-the-api-only",
        classes()
            .that()
            .resideInAPackage(DISCOVERY)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PLATFORM)
                    .or(resideInAnyPackage(DISCOVERY, API, PROTOBUF, NAMING))
                    .or(GUICE_CLASSES))
            .because("it has no privileges over external plugins"));
    rules.put(
        "jndi-in-discovery-by-dns-only",
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.gossip.discovery.dns")
            .should()
            .dependOnClassesThat(resideInAnyPackage(NAMING))
            .because("it is there for SRV records, and can do much more"));
  }
}
