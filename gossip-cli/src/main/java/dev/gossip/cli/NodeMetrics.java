package dev.gossip.cli;

import dev.gossip.core.engine.Metric;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A node's metrics in Prometheus' words, and some of the JVM's. Thread-safe. */
final class NodeMetrics {
  private static final String DROPPED = "dropped.";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Supplier<SortedMap<String, Long>> source;
  private final Set<String> drops = new HashSet<>();
  private SortedMap<String, Long> latest = new TreeMap<>();

  /**
   * @param source the names and values that a node counts
   */
  NodeMetrics(Supplier<SortedMap<String, Long>> source) {
    this.source = source;
    for (Metric metric : Metric.values()) {
      register(metric);
    }
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** For what is measured elsewhere. */
  MeterRegistry registry() {
    return registry;
  }

  /** Everything, in the text format. */
  synchronized String scrape() {
    latest = source.get();
    for (String name : latest.keySet()) {
      if (name.startsWith(DROPPED) && drops.add(name)) {
        registerDrop(name);
      }
    }
    return registry.scrape();
  }

  private void register(Metric metric) {
    String label = metric.label();
    String description = label.replace('-', ' ');
    // The unit comes last, as in gossip_payload_sent_bytes_total.
    boolean inBytes = label.contains("-bytes-");
    String name = "gossip." + label.replace("-bytes-", "-").replace('-', '.');
    if (metric.isGauge()) {
      Gauge.builder(name, this, metrics -> metrics.value(label))
          .description(description + ", now")
          .register(registry);
    } else {
      FunctionCounter.builder(name, this, metrics -> metrics.value(label))
          .description(description)
          .baseUnit(inBytes ? "bytes" : null)
          .register(registry);
    }
  }

  private void registerDrop(String name) {
    FunctionCounter.builder("gossip.dropped", this, metrics -> metrics.value(name))
        .description("what was dropped, by reason")
        .tag("reason", name.substring(DROPPED.length()))
        .register(registry);
  }

  /** Called back while scraping, so that all values are of one moment. */
  private synchronized double value(String name) {
    return latest.getOrDefault(name, 0L);
  }
}
