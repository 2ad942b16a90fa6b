package dev.gossip.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.gossip.rules.Packages.API;
import static dev.gossip.rules.Packages.GUICE_CLASSES;
import static dev.gossip.rules.Packages.PLATFORM;
import static dev.gossip.rules.Packages.SIGNING;

import com.google.protobuf.ByteString;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;

/** What the signing module may use. */
final class SigningRules {
  private SigningRules() {}

  /** Adds the rules, by name. */
  static void addTo(Map<String, ArchRule> rules) {
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
}
