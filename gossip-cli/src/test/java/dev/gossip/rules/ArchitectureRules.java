package dev.gossip.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.gossip.rules.Packages.API;
import static dev.gossip.rules.Packages.CLI;
import static dev.gossip.rules.Packages.LOGGERS;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The dependency rules between the parts of this project, by name. */
final class ArchitectureRules {
  private static final int MAX_REQUIRED_METHODS = 3;

  private ArchitectureRules() {}

  /** All rules, by name. */
  static Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    ModuleRules.addTo(rules);
    SansIoRules.addTo(rules);
    SigningRules.addTo(rules);
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
