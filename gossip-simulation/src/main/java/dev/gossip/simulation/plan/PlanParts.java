package dev.gossip.simulation.plan;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.driver.VirtualDriver;
import dev.gossip.simulation.plan.Variant.Step;
import dev.gossip.simulation.wire.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a plan and its builder consist of: values with texts, and what only code can say. */
final class PlanParts {
  private static final String SEEDS = "gossip.seeds";
  private static final String SECURE_DEFAULT = "default with ";

  final PlanValues values;
  final Variant base;
  final List<NodeGroup> groups = new ArrayList<>();
  final SortedMap<String, MessageValidator> validators = new TreeMap<>();
  final List<Consumer<Faults>> faults = new ArrayList<>();
  @Nullable PluginCatalog catalog;
  @Nullable IntFunction<PeerAddress> addresses;
  @Nullable AttackingNodes attackers;
  // Nodes that the others start from; 0 if code does not let the nodes find each other.
  int bootstrapNodes;
  boolean attackedAsSet;

  /** Certain nodes that attack. */
  record AttackingNodes(SortedSet<Integer> nodes, AttackKind kind) {}

  PlanParts() {
    values = new PlanValues();
    base = new Variant();
  }

  PlanParts(PlanParts other) {
    values = new PlanValues(other.values);
    base = new Variant(other.base);
    other.groups.forEach(
        group ->
            groups.add(
                new NodeGroup(group.which(), group.hostile(), new Variant(group.variant()))));
    validators.putAll(other.validators);
    faults.addAll(other.faults);
    catalog = other.catalog;
    addresses = other.addresses;
    attackers = other.attackers;
    bootstrapNodes = other.bootstrapNodes;
    attackedAsSet = other.attackedAsSet;
  }

  /** Whether the nodes find each other because an option says so. */
  boolean isDiscoveredByOption() {
    return base.stepOf(PlanOptions.DISCOVERY)
        .map(step -> OptionForms.usesSeeds(String.valueOf(step.text())))
        .orElse(false);
  }

  boolean isDiscovered() {
    return bootstrapNodes > 0 || isDiscoveredByOption();
  }

  IntFunction<PeerAddress> addresses() {
    return addresses == null ? VirtualDriver::addressOf : addresses;
  }

  /** How many nodes code made attackers. */
  int attacking() {
    return attackers == null ? 0 : attackers.nodes().size();
  }

  /**
   * Refuses attackers that are no nodes, since nothing would attack then, and networks without an
   * honest node, since nobody would publish.
   */
  void requireAttackersAmong(int size) {
    SortedSet<Integer> attacking = attackers == null ? new TreeSet<>() : attackers.nodes();
    for (int node : attacking) {
      if (node < 0 || node >= size) {
        throw new IllegalArgumentException(
            "node "
                + node
                + " is to attack, and there is none; nodes are numbered 0 to "
                + (size - 1));
      }
    }
    if (IntStream.range(0, size).allMatch(node -> attacking.contains(node) || isHostile(node))) {
      throw new IllegalArgumentException(
          "all "
              + size
              + " nodes attack or are hostile, so that none is left to publish; leave one honest");
    }
  }

  /** Whether a node is in a group of hostile ones. */
  boolean isHostile(int node) {
    return groups.stream().anyMatch(group -> group.hostile() && group.contains(node));
  }

  /** Settings and plugins of all nodes, after the defaults that follow from other parts. */
  Variant common() {
    Variant common = new Variant();
    if (!attackedAsSet && (attackers != null || values.get(PlanOptions.ATTACK).isPresent())) {
      // On plain links anyone can claim any id, so that no fault would be proven. All machines use
      // the same cipher, so that a seed repeats the run.
      String origin = SECURE_DEFAULT + values.names().of(PlanOptions.ATTACK);
      common.set("gossip.transport.udp.security", "noise", origin);
      common.set("gossip.transport.udp.cipher", "aes", origin);
    }
    if (isDiscovered()) {
      String seeds =
          IntStream.range(0, Math.max(1, bootstrapNodes))
              .mapToObj(index -> addresses().apply(index).toString())
              .collect(Collectors.joining(","));
      common.set(SEEDS, seeds);
    }
    base.plugins().forEach(common::with);
    base.steps().forEach(common::add);
    return common;
  }

  /** Installs the faults that are there from the start. */
  void installFaults(Faults installed) {
    double loss = values.get(PlanOptions.LOSS);
    double duplicate = values.get(PlanOptions.DUPLICATE);
    double reorder = values.get(PlanOptions.REORDER);
    if (loss > 0) {
      installed.everywhere().share(loss).drop();
    }
    if (duplicate > 0) {
      installed.everywhere().share(duplicate).duplicate(PlanOptions.MAX_LATENESS);
    }
    if (reorder > 0) {
      installed.everywhere().share(reorder).reorder(PlanOptions.MAX_LATENESS);
    }
    faults.forEach(install -> install.accept(installed));
  }

  /** What only code can say, one phrase each. */
  List<String> code() {
    List<String> code = new ArrayList<>();
    base.plugins().forEach(plugin -> code.add("plugin " + plugin.id()));
    groups.forEach(
        group ->
            code.add((group.hostile() ? "hostile nodes: " : "some nodes: ") + group.variant()));
    validators.keySet().forEach(topic -> code.add("a validator of " + topic));
    addIf(code, !faults.isEmpty(), "faults");
    addIf(code, catalog != null, "a catalog of plugins");
    addIf(code, addresses != null, "addresses");
    addIf(code, bootstrapNodes > 0, "bootstrap nodes: " + bootstrapNodes);
    addIf(code, attackers != null, "attackers: " + attackers);
    addIf(code, attackedAsSet, "attackers on links as set");
    return code;
  }

  private static void addIf(List<String> phrases, boolean condition, String phrase) {
    if (condition) {
      phrases.add(phrase);
    }
  }

  /** The text form, without what only code can say. */
  String text() {
    List<String> words = new ArrayList<>();
    values.texts().forEach((option, text) -> words.add(PlanText.write(option.name(), text)));
    for (Step step : base.steps()) {
      PlanOption<?> option = step.option();
      String name = option == null ? step.path() : option.name();
      words.add(PlanText.write(name, step.text() == null ? step.path() : step.text()));
    }
    return String.join(" ", words);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PlanParts parts
        && values.equals(parts.values)
        && base.equals(parts.base)
        && groups.equals(parts.groups)
        && validators.equals(parts.validators)
        && faults.equals(parts.faults)
        && Objects.equals(catalog, parts.catalog)
        && Objects.equals(addresses, parts.addresses)
        && Objects.equals(attackers, parts.attackers)
        && bootstrapNodes == parts.bootstrapNodes
        && attackedAsSet == parts.attackedAsSet;
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }
}
