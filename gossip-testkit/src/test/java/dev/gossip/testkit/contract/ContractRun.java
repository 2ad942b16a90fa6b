package dev.gossip.testkit.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.gossip.testkit.TestNotes;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The results of running a contract on a plugin, by the numbers of the rules. */
final class ContractRun {
  private static final Pattern RULE = Pattern.compile("([A-Z]\\d+): \\S.*");
  private static final Comparator<String> BY_NUMBER =
      Comparator.<String>comparingInt(rule -> Integer.parseInt(rule.substring(1)))
          .thenComparing(Comparator.naturalOrder());

  private final SortedSet<String> kept = new TreeSet<>(BY_NUMBER);
  private final SortedMap<String, String> skipped = new TreeMap<>(BY_NUMBER);
  private final SortedMap<String, Throwable> broken = new TreeMap<>(BY_NUMBER);

  private ContractRun() {}

  /** Runs a subclass of a contract with JUnit, like a plugin author would. */
  static ContractRun of(Class<?> contract) {
    return of(List.of(selectClass(contract)));
  }

  /** Runs only the rules with these numbers. */
  static ContractRun of(Class<?> contract, Collection<String> rules) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (Method method : contract.getMethods()) {
      DisplayName name = method.getAnnotation(DisplayName.class);
      if (name != null && rules.contains(numberOf(name.value()))) {
        selectors.add(selectMethod(contract, method));
      }
    }
    if (selectors.size() != rules.size()) {
      throw new AssertionError(contract.getSimpleName() + " does not have all rules of " + rules);
    }
    return of(selectors);
  }

  private static ContractRun of(List<DiscoverySelector> selectors) {
    ContractRun run = new ContractRun();
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter(TestNotes.PARAMETER, "false")
        .selectors(selectors)
        .execute()
        .allEvents()
        .finished()
        .list()
        .forEach(run::add);
    return run;
  }

  private void add(Event event) {
    TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
    TestDescriptor descriptor = event.getTestDescriptor();
    Throwable thrown = result.getThrowable().orElse(null);
    if (!descriptor.isTest()) {
      if (thrown != null) {
        throw new AssertionError(descriptor.getDisplayName() + " could not be run", thrown);
      }
      return;
    }
    String rule = numberOf(descriptor.getDisplayName());
    switch (result.getStatus()) {
      case SUCCESSFUL -> kept.add(rule);
      case ABORTED -> skipped.put(rule, thrown == null ? "" : String.valueOf(thrown.getMessage()));
      case FAILED -> broken.put(rule, thrown == null ? new AssertionError("no reason") : thrown);
    }
  }

  /** The rules that passed. */
  SortedSet<String> kept() {
    return kept;
  }

  /** The rules that were skipped, each with the reason shown. */
  SortedMap<String, String> skipped() {
    return skipped;
  }

  /** The rules that failed, each with its failure. */
  SortedMap<String, Throwable> broken() {
    return broken;
  }

  /** The numbers of a contract's rules. */
  static SortedSet<String> rulesOf(Class<?> contract) {
    SortedSet<String> rules = new TreeSet<>(BY_NUMBER);
    for (Method method : contract.getDeclaredMethods()) {
      DisplayName name = method.getAnnotation(DisplayName.class);
      if (name != null && !rules.add(numberOf(name.value()))) {
        throw new AssertionError("two rules have the same number as '" + name.value() + "'");
      }
    }
    return Collections.unmodifiableSortedSet(rules);
  }

  private static String numberOf(String displayName) {
    Matcher matcher = RULE.matcher(displayName);
    if (!matcher.matches()) {
      throw new AssertionError("'" + displayName + "' does not start with a rule number");
    }
    return matcher.group(1);
  }

  @Override
  public String toString() {
    return "kept " + kept + ", skipped " + skipped.keySet() + ", broken " + broken;
  }
}
