package dev.gossip.api.relay;

import dev.gossip.api.node.Metric;

/** What a relay strategy counts itself, since its node cannot: see {@link RelayContext#count}. */
public enum RelayMetric {
  /** See {@link Metric#MESSAGES_RECOVERED}. */
  MESSAGES_RECOVERED(Metric.MESSAGES_RECOVERED),

  /** See {@link Metric#REPAIR_COMPARISONS}. */
  REPAIR_COMPARISONS(Metric.REPAIR_COMPARISONS),

  /** See {@link Metric#REPAIR_COMPARISONS_FOUND}. */
  REPAIR_COMPARISONS_FOUND(Metric.REPAIR_COMPARISONS_FOUND),

  /** See {@link Metric#REPAIR_BYTES_SENT}. */
  REPAIR_BYTES_SENT(Metric.REPAIR_BYTES_SENT);

  private final Metric metric;

  RelayMetric(Metric metric) {
    this.metric = metric;
  }

  /** The metric of the node under which it is published; a counter. */
  public Metric metric() {
    return metric;
  }
}
