package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves that a contract detects violations. Each rule has a saboteur, and each saboteur breaks
 * only the rules that it declares, with a helpful failure message. Saboteurs are nested classes
 * marked with {@link ViolatesRule}; Surefire does not run them directly.
 *
 * <p>Every build runs each saboteur with the rules that it declares; a full build runs it with the
 * whole contract.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContractProof {
  private final Class<?> contract;
  private final List<Class<?>> holders;

  /**
   * @param contract the contract whose rules are checked
   * @param holders classes with saboteurs, in addition to this one
   */
  ContractProof(Class<?> contract, Class<?>... holders) {
    this.contract = contract;
    this.holders = Stream.concat(Stream.of(getClass()), Arrays.stream(holders)).toList();
  }

  @Test
  void rulesAreNumberedConsecutivelyFromOne() {
    SortedSet<String> rules = ContractRun.rulesOf(contract);
    String letter = rules.first().substring(0, 1);

    assertThat(rules)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, rules.size()).mapToObj(n -> letter + n).toList());
  }

  @Test
  void tableOfContributorsNamesAllRules() throws IOException {
    SortedSet<String> rules = ContractRun.rulesOf(contract);
    String row = "| `" + contract.getSimpleName() + "` | " + rules.first() + " to " + rules.last();

    assertThat(Files.readString(Path.of("../CONTRIBUTING.md"))).contains(row + " |");
  }

  @Test
  void everyTestOfTheContractIsANumberedRule() {
    assertThat(contract.getDeclaredMethods())
        .filteredOn(method -> method.isAnnotationPresent(Test.class))
        .allSatisfy(
            (Method method) ->
                assertThat(method.isAnnotationPresent(DisplayName.class))
                    .as("%s has a display name", method.getName())
                    .isTrue());
  }

  @Test
  void everyRuleHasASaboteur() {
    assertThat(saboteurClasses().map(saboteur -> breaks(saboteur).value()[0]))
        .as("rules that have a saboteur")
        .containsAll(ContractRun.rulesOf(contract));
  }

  @ParameterizedTest
  @MethodSource("saboteurs")
  void saboteurBreaksItsRulesWithAHelpfulMessage(Class<?> saboteur) {
    List<String> rules = List.of(breaks(saboteur).value());

    assertBreaksItsRules(saboteur, ContractRun.of(saboteur, rules));
  }

  @ParameterizedTest
  @MethodSource("saboteurs")
  @Tag("full")
  void saboteurBreaksNoRuleThatItDoesNotDeclare(Class<?> saboteur) {
    assertBreaksItsRules(saboteur, ContractRun.of(saboteur));
  }

  private static void assertBreaksItsRules(Class<?> saboteur, ContractRun run) {
    ViolatesRule expected = breaks(saboteur);
    SortedMap<String, Throwable> broken = run.broken();
    assertThat(List.copyOf(broken.keySet()))
        .as("rules that %s breaks: %s", saboteur.getSimpleName(), broken)
        .containsExactlyInAnyOrder(expected.value());
    assertThat(broken.get(expected.value()[0]))
        .as("failure message for %s", saboteur.getSimpleName())
        .hasMessageContaining(expected.saying());
    assertThat(broken.values())
        .as("every failure must be an assertion of the rule, not an unexpected exception")
        .allSatisfy(failure -> assertThat(failure).isInstanceOf(AssertionError.class));
  }

  Stream<Arguments> saboteurs() {
    return saboteurClasses()
        .map(saboteur -> Arguments.argumentSet(saboteur.getSimpleName(), saboteur));
  }

  private Stream<Class<?>> saboteurClasses() {
    return holders.stream()
        .flatMap(holder -> Arrays.stream(holder.getDeclaredClasses()))
        .filter(nested -> nested.isAnnotationPresent(ViolatesRule.class))
        .sorted(Comparator.comparing(Class::getSimpleName));
  }

  private static ViolatesRule breaks(Class<?> saboteur) {
    ViolatesRule breaks = saboteur.getAnnotation(ViolatesRule.class);
    if (breaks == null) {
      throw new AssertionError(saboteur + " has no @ViolatesRule annotation");
    }
    return breaks;
  }
}
