package dev.gossip.simulation.plan;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.plan.Variant.Step;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.WireOptions;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A network and what happens in it: nodes, links, plugins and settings, latency, loss, faults,
 * attackers, messages, and the seed of all random choices. Immutable.
 *
 * <pre>{@code
 * NetworkPlan plan = NetworkPlan.parse("nodes=50 topology=random-regular:8 loss=0.05 seed=42");
 * NetworkPlan same = NetworkPlan.seeded(42).nodes(50).topology("random-regular:8").loss(0.05).build();
 * }</pre>
 */
public final class NetworkPlan {
  private static final int DEFAULT_NODES = 50;
  private static final int DEFAULT_DEGREE = 8;
  private static final int SIX = 6;
  private static final String DISCOVERED = "discovery";

  private final PlanParts parts;
  private final Topology topology;
  private final int size;
  private final PlanCounts counts;

  private NetworkPlan(PlanParts parts) {
    this.parts = parts;
    if (!parts.isDiscovered() || parts.isDiscoveredByOption()) {
      PlanChecks.requireOneKindOfLinks(parts.values, parts.isDiscovered());
    }
    boolean isGiven = parts.values.isSet(PlanOptions.TOPOLOGY);
    this.size = PlanChecks.requireNodes(size(isGiven));
    this.topology =
        parts.isDiscovered()
            ? Topologies.unlinked()
            : isGiven ? parts.values.get(PlanOptions.TOPOLOGY) : defaultTopology(size);
    parts.requireAttackersAmong(size);
    this.counts = new PlanChecks(parts.values, size, parts.attacking()).counts();
  }

  private int size(boolean hasTopology) {
    if (parts.values.isSet(PlanOptions.NODES)) {
      return parts.values.get(PlanOptions.NODES);
    }
    return hasTopology
        ? parts.values.get(PlanOptions.TOPOLOGY).nodes().orElse(DEFAULT_NODES)
        : parts.isDiscovered() ? DEFAULT_NODES : SIX;
  }

  private static Topology defaultTopology(int size) {
    return size == SIX
        ? Topologies.six()
        : size <= DEFAULT_DEGREE ? Topologies.complete() : Topologies.randomRegular(DEFAULT_DEGREE);
  }

  /** Returns a builder with the default of every option; the seed is 1. */
  public static Builder builder() {
    return new Builder(new PlanParts());
  }

  /** Returns a builder with a seed. */
  public static Builder seeded(long seed) {
    return builder().seed(seed);
  }

  /** Returns a builder for one local network; see {@link PlanPresets#LAN}. */
  public static Builder lan() {
    return builder().setAll(PlanPresets.LAN);
  }

  /** Returns a builder for nodes at homes and in data centres; see {@link PlanPresets#INTERNET}. */
  public static Builder internet() {
    return builder().setAll(PlanPresets.INTERNET);
  }

  /**
   * Parses a plan such as {@code nodes=50 loss=0.05 relay=dandelion gossip.lifetime=1m}: names of
   * {@link PlanOptions} or keys of settings, with blanks between them. A value with blanks is
   * quoted.
   *
   * @throws ConfigurationException if a name or a value is invalid, or options contradict each
   *     other
   */
  public static NetworkPlan parse(String text) {
    return builder().setAll(text).build();
  }

  /** Returns a builder with the values of this plan. */
  public Builder toBuilder() {
    return new Builder(new PlanParts(parts));
  }

  // ---- values --------------------------------------------------------------------------------

  /** The value of an option; its default if it is not set. */
  public <T> T get(PlanOption<T> option) {
    Object resolved =
        option == PlanOptions.NODES
            ? Integer.valueOf(size)
            : option == PlanOptions.TOPOLOGY ? topology : composed(option);
    if (resolved == null) {
      return parts.values.get(option);
    }
    @SuppressWarnings("unchecked") // of the type of the option
    T value = (T) resolved;
    return value;
  }

  /** The value of an option about the composition of nodes; null if it is not set. */
  private @Nullable String composed(PlanOption<?> option) {
    String path = PlanOptions.settingOf(option);
    return path != null
        ? parts.base.settings().get(path)
        : parts.base.stepOf(option).map(Step::path).orElse(null);
  }

  /** Whether an option is set. */
  public boolean isSet(PlanOption<?> option) {
    return parts.values.isSet(option) || composed(option) != null;
  }

  /** The value of an option as it was written. */
  public String text(PlanOption<?> option) {
    if (option == PlanOptions.TOPOLOGY && !parts.values.isSet(option)) {
      return parts.isDiscovered() ? DISCOVERED : PlanOptions.TOPOLOGY.text(topology);
    }
    String composed = composed(option);
    return option == PlanOptions.NODES
        ? Integer.toString(size)
        : composed == null ? parts.values.given(option) : composed;
  }

  /** How errors about this plan write an option with its value. */
  public String shown(PlanOption<?> option) {
    return parts.values.names().of(option, text(option));
  }

  /** How errors about this plan write an option with another value. */
  public String shownAs(PlanOption<?> option, String text) {
    return parts.values.names().of(option, text);
  }

  /** How errors about this plan write the name of an option. */
  public String shownName(PlanOption<?> option) {
    return parts.values.names().of(option);
  }

  /** The settings of all nodes by full key, with the choice of plugins; not those of a file. */
  public SortedMap<String, String> settings() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(parts.base.settings()));
  }

  /** The seed of all random choices. */
  public long seed() {
    return get(PlanOptions.SEED);
  }

  /** How many nodes there are. */
  public int nodes() {
    return size;
  }

  /** How many nodes have which role. */
  public PlanCounts counts() {
    return counts;
  }

  // ---- the network ---------------------------------------------------------------------------

  /**
   * The links of the topology; none if the nodes find each other. Each call draws them again from
   * the seed.
   *
   * @throws IllegalArgumentException if the topology has no network of this size
   */
  public List<Edge> edges() {
    return List.copyOf(topology.edges(size, RandomStreams.seeded(seed()).stream("topology")));
  }

  /** Whether the nodes find each other, instead of having the links of a topology. */
  public boolean isDiscovered() {
    return parts.isDiscovered();
  }

  /** If the nodes find each other: how many nodes, from index 0, the others start from. */
  public int bootstrapNodes() {
    return Math.max(1, parts.bootstrapNodes);
  }

  /** Latency, bandwidth and MTUs. */
  public WireOptions wire() {
    Bandwidth bandwidth = get(PlanOptions.BANDWIDTH);
    return new WireOptions(
        get(PlanOptions.LATENCY),
        get(PlanOptions.INTERFACE_MTU),
        get(PlanOptions.MTU),
        bandwidth.bytesPerSecond(),
        bandwidth.queueBytes());
  }

  /** Installs the faults that are there from the start. */
  public void installFaults(Faults faults) {
    parts.installFaults(faults);
  }

  /** Settings and plugins of all nodes, with those that follow from other options. */
  public Variant common() {
    return parts.common();
  }

  /** Nodes with other settings or plugins; the first group that contains a node counts. */
  public List<NodeGroup> groups() {
    return Collections.unmodifiableList(parts.groups);
  }

  /** What the first group that contains a node says; empty if there is none. */
  public Optional<Variant> variantOf(int node) {
    return parts.groups.stream()
        .filter(group -> group.contains(node))
        .findFirst()
        .map(NodeGroup::variant);
  }

  /** Whether a node is hostile because {@link Builder#hostile} says so. */
  public boolean isHostile(int node) {
    return parts.isHostile(node);
  }

  /** The validators of the application, by topic. */
  public SortedMap<String, MessageValidator> validators() {
    return Collections.unmodifiableSortedMap(parts.validators);
  }

  /** Where plugins are looked up by id; empty for the class path. */
  public Optional<PluginCatalog> catalog() {
    return Optional.ofNullable(parts.catalog);
  }

  /** The addresses of nodes by index. */
  public IntFunction<PeerAddress> addresses() {
    return parts.addresses();
  }

  /** The nodes that code made attackers; empty for those of {@link PlanOptions#ATTACK}. */
  public SortedSet<Integer> attackingNodes() {
    return parts.attackers == null
        ? Collections.emptySortedSet()
        : Collections.unmodifiableSortedSet(parts.attackers.nodes());
  }

  /** What attackers do; empty if there are none. */
  public Optional<AttackKind> attackKind() {
    return parts.attackers == null
        ? get(PlanOptions.ATTACK).map(AttackChoice::kind)
        : Optional.of(parts.attackers.kind());
  }

  // ---- text ----------------------------------------------------------------------------------

  /** Whether the plan says something that only code can say, which its text lacks. */
  public boolean hasCode() {
    return !parts.values.isText() || !parts.code().isEmpty();
  }

  /** The text form, which {@link #parse} reads; what only code can say follows in parentheses. */
  @Override
  public String toString() {
    List<String> code = parts.code();
    return parts.text()
        + (code.isEmpty() ? "" : code.stream().collect(Collectors.joining(", ", " (", ")")));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NetworkPlan plan && parts.equals(plan.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  /** Collects the values of a plan; later values override earlier ones. */
  public static final class Builder extends PlanBuilder {
    private Builder(PlanParts parts) {
      super(parts);
    }

    @Override
    Builder self() {
      return this;
    }

    /** Sets how errors write options; as in texts by default. */
    public Builder names(OptionNames value) {
      parts.values.names(value);
      return this;
    }

    @Override
    public <T> Builder set(PlanOption<T> option, T value) {
      if (PlanOptions.ofNodes().contains(option)) {
        return compose(option, String.valueOf(value));
      }
      parts.values.set(option, value);
      return this;
    }

    /**
     * Sets an option by its name without dashes, or a setting by its key, which has a dot.
     *
     * @throws ConfigurationException if there is no such option, or its value is invalid
     */
    @Override
    public Builder set(String name, String text) {
      if (name.indexOf('.') >= 0) {
        return set(name, text, parts.values.names().ofSetting());
      }
      PlanOption<?> option =
          PlanOptions.find(name)
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          "there is no option '"
                              + name
                              + "'; use "
                              + PlanOptions.all().stream()
                                  .map(PlanOption::name)
                                  .collect(Collectors.joining(", "))
                              + ", or the full key of a setting, as in gossip.lifetime"));
      if (PlanOptions.ofNodes().contains(option)) {
        return compose(option, text);
      }
      parts.values.parse(option, text);
      return this;
    }

    /**
     * Sets one setting of all nodes.
     *
     * @param origin where the value comes from, for error messages, such as {@code --set}
     */
    public Builder set(String path, String value, String origin) {
      parts.base.set(path, OptionForms.withoutBrackets(value), origin);
      return this;
    }

    /** Sets all that a text says; see {@link NetworkPlan#parse}. */
    public Builder setAll(String text) {
      PlanText.split(text).forEach(pair -> set(pair.name(), pair.value()));
      return this;
    }

    private Builder compose(PlanOption<?> option, String text) {
      String path = PlanOptions.settingOf(option);
      String origin = parts.values.names().of(option);
      parts.base.add(
          path == null
              ? new Step(text, null, origin, option)
              : new Step(path, OptionForms.withoutBrackets(text), origin, option));
      return this;
    }

    /** Forgets the value of an option. */
    public Builder unset(PlanOption<?> option) {
      parts.values.remove(option);
      return this;
    }

    /**
     * Checks what belongs together.
     *
     * @throws ConfigurationException if options contradict each other; the message names them and a
     *     remedy
     */
    public NetworkPlan build() {
      return new NetworkPlan(new PlanParts(parts));
    }
  }
}
