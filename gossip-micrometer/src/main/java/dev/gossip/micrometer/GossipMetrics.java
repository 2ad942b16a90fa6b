package dev.gossip.micrometer;

import dev.gossip.GossipNode;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Binds the counters and gauges of a node to a Micrometer registry:
 *
 * <pre>{@code
 * new GossipMetrics(node).bindTo(registry);
 * }</pre>
 *
 * <p>Each {@link Metric} is a meter {@code gossip.<words of its label>}, such as {@code
 * gossip.datagrams.received}; one in bytes ends with them: {@code gossip.payload.sent.bytes}. Drops
 * are {@code gossip.dropped} with the tag {@code reason}, whose value is the label of a {@link
 * DropReason}; every reason is there from the start, at zero.
 *
 * <p>Reading a meter never waits for the node. A registry refers to the node weakly. After the node
 * is closed, the meters keep their last values; to end them, remove them from the registry.
 */
public final class GossipMetrics implements MeterBinder {
  private static final String PREFIX = "gossip.";
  private static final String BYTES = "bytes";

  private final GossipNode node;
  private final Tags tags;

  /** Meters without tags, for an application with one node. */
  public GossipMetrics(GossipNode node) {
    this(node, Tags.empty());
  }

  /**
   * Meters with tags.
   *
   * @param tags must distinguish the nodes that are bound to one registry
   */
  public GossipMetrics(GossipNode node, Iterable<Tag> tags) {
    this.node = node;
    this.tags = Tags.of(tags);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Metric metric : Metric.values()) {
      bind(metric, registry);
    }
    for (DropReason reason : DropReason.values()) {
      FunctionCounter.builder(PREFIX + "dropped", node, each -> each.metrics().dropped(reason))
          .description("what the node dropped, by reason")
          .tags(tags.and("reason", reason.label()))
          .register(registry);
    }
  }

  private void bind(Metric metric, MeterRegistry registry) {
    @Nullable String unit = isInBytes(metric) ? BaseUnits.BYTES : null;
    if (metric.isGauge()) {
      Gauge.builder(name(metric), node, each -> each.metrics().get(metric))
          .description(metric.meaning())
          .baseUnit(unit)
          .tags(tags)
          .register(registry);
    } else {
      FunctionCounter.builder(name(metric), node, each -> each.metrics().get(metric))
          .description(metric.meaning())
          .baseUnit(unit)
          .tags(tags)
          .register(registry);
    }
  }

  private static boolean isInBytes(Metric metric) {
    return metric.label().contains(BYTES);
  }

  /** The name of a metric's meter. Registries that name units put them at the end. */
  static String name(Metric metric) {
    String label = metric.label();
    String words = isInBytes(metric) ? label.replace("-" + BYTES, "") + "-" + BYTES : label;
    return PREFIX + words.replace('-', '.');
  }
}
