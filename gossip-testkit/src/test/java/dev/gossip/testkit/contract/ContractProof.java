package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves that a contract bites: each of its rules has a saboteur, and each saboteur breaks just the
 * rules that it says, with a message that would help its author. The saboteurs are the nested
 * classes that are marked with {@link Breaks}; surefire runs none of them by itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContractProof {
  private final Class<?> contract;
  private final List<Class<?>> holders;

  /**
   * @param contract whose rules are to be proved
   * @param holders of saboteurs, besides this class
   */
  ContractProof(Class<?> contract, Class<?>... holders) {
    this.contract = contract;
    this.holders = Stream.concat(Stream.of(getClass()), Arrays.stream(holders)).toList();
  }

  @Test
  void theRulesAreNumberedFromOne() {
    SortedSet<String> rules = ContractRun.rulesOf(contract);
    String letter = rules.first().substring(0, 1);

    assertThat(rules)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, rules.size()).mapToObj(n -> letter + n).toList());
  }

  @Test
  void everyTestOfTheContractIsARule() {
    assertThat(contract.getDeclaredMethods())
        .filteredOn(method -> method.isAnnotationPresent(Test.class))
        .allSatisfy(
            (Method method) ->
                assertThat(method.isAnnotationPresent(DisplayName.class))
                    .as("%s has a sentence", method.getName())
                    .isTrue());
  }

  @Test
  void everyRuleHasASaboteur() {
    assertThat(saboteurClasses().map(saboteur -> breaks(saboteur).value()[0]))
        .as("rules that a saboteur is made to break")
        .containsAll(ContractRun.rulesOf(contract));
  }

  @ParameterizedTest
  @MethodSource("saboteurs")
  void aSaboteurIsCaught(Class<?> saboteur) {
    Breaks expected = breaks(saboteur);

    SortedMap<String, Throwable> broken = ContractRun.of(saboteur).broken();

    assertThat(List.copyOf(broken.keySet()))
        .as("rules that %s breaks: %s", saboteur.getSimpleName(), broken)
        .containsExactlyInAnyOrder(expected.value());
    assertThat(broken.get(expected.value()[0]))
        .as("what the author of %s is told", saboteur.getSimpleName())
        .hasMessageContaining(expected.saying());
    assertThat(broken.values())
        .as("a rule explains itself; an exception that happens to be thrown does not")
        .allSatisfy(told -> assertThat(told).isInstanceOf(AssertionError.class));
  }

  Stream<Arguments> saboteurs() {
    return saboteurClasses()
        .map(saboteur -> Arguments.argumentSet(saboteur.getSimpleName(), saboteur));
  }

  private Stream<Class<?>> saboteurClasses() {
    return holders.stream()
        .flatMap(holder -> Arrays.stream(holder.getDeclaredClasses()))
        .filter(nested -> nested.isAnnotationPresent(Breaks.class))
        .sorted(Comparator.comparing(Class::getSimpleName));
  }

  private static Breaks breaks(Class<?> saboteur) {
    Breaks breaks = saboteur.getAnnotation(Breaks.class);
    if (breaks == null) {
      throw new AssertionError(saboteur + " does not say what it breaks");
    }
    return breaks;
  }
}
