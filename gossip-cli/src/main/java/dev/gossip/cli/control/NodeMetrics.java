package dev.gossip.cli.control;

import dev.gossip.api.node.Metric;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node's metrics in Prometheus' words, and some of the JVM's. Thread-safe. */
final class NodeMetrics {
  private static final String DROPPED = "dropped.";

  private final Supplier<SortedMap<String, Long>> source;
  private final ControlHistory history;
  private final RequestCounts requests;
  // Made at the first scrape, since it takes as long as half of a node's start.
  private @Nullable PrometheusMeterRegistry registry;
  private final Set<String> registered = new HashSet<>();
  private SortedMap<String, Long> latest = new TreeMap<>();

  /**
   * @param source the names and values that a node counts
   */
  NodeMetrics(
      Supplier<SortedMap<String, Long>> source, ControlHistory history, RequestCounts requests) {
    this.source = source;
    this.history = history;
    this.requests = requests;
  }

  /** Everything, in the text format. */
  synchronized String scrape() {
    if (registry == null) {
      registry = newRegistry();
    }
    latest = source.get();
    for (String name : latest.keySet()) {
      if (name.startsWith(DROPPED) && registered.add(name)) {
        registerDrop(name, registry);
      }
    }
    for (Map.Entry<Integer, LongAdder> answered : requests.byStatus().entrySet()) {
      String status = answered.getKey().toString();
      if (registered.add(status)) {
        FunctionCounter.builder("gossip.http.requests", answered.getValue(), LongAdder::sum)
            .description("requests to the control port, by the status of the answer")
            .tag("status", status)
            .register(registry);
      }
    }
    return registry.scrape();
  }

  private PrometheusMeterRegistry newRegistry() {
    PrometheusMeterRegistry created = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    for (Metric metric : Metric.values()) {
      register(metric, created);
    }
    Gauge.builder("gossip.http.event.streams", history.streams(), EventStreams::openStreams)
        .description("event streams that are open, now")
        .register(created);
    Gauge.builder("gossip.http.stored.messages", history.messages(), StoredMessages::size)
        .description("delivered messages that are kept for GET /messages, now")
        .register(created);
    FunctionCounter.builder(
            "gossip.http.slow.readers",
            this,
            self -> self.history.streams().slowClientCount() + self.requests.slowReaders())
        .description("clients that were cut off because they did not read fast enough")
        .register(created);
    new JvmMemoryMetrics().bindTo(created);
    new ProcessorMetrics().bindTo(created);
    new UptimeMetrics().bindTo(created);
    return created;
  }

  private void register(Metric metric, MeterRegistry into) {
    String label = metric.label();
    // The unit comes last, as in gossip_payload_sent_bytes_total.
    boolean inBytes = label.contains("-bytes-");
    String name = "gossip." + label.replace("-bytes-", "-").replace('-', '.');
    if (metric.isGauge()) {
      Gauge.builder(name, this, metrics -> metrics.value(label))
          .description(metric.meaning())
          .register(into);
    } else {
      FunctionCounter.builder(name, this, metrics -> metrics.value(label))
          .description(metric.meaning())
          .baseUnit(inBytes ? "bytes" : null)
          .register(into);
    }
  }

  private void registerDrop(String name, MeterRegistry into) {
    FunctionCounter.builder("gossip.dropped", this, metrics -> metrics.value(name))
        .description("what was dropped, by reason")
        .tag("reason", name.substring(DROPPED.length()))
        .register(into);
  }

  /** Called back while scraping, so that all values are of one moment. */
  private synchronized double value(String name) {
    return latest.getOrDefault(name, 0L);
  }
}
