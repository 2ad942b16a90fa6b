package dev.gossip.api.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
  private static Metrics metrics(long peers, long ignored) {
    return Metrics.of(
        metric -> metric == Metric.PEERS ? peers : 0,
        reason -> reason == DropReason.IGNORED ? ignored : 0);
  }

  @Test
  void valuesAreReadByMetricAndByReason() {
    Metrics metrics = metrics(3, 7);

    assertThat(metrics.get(Metric.PEERS)).isEqualTo(3);
    assertThat(metrics.get(Metric.DUPLICATES)).isZero();
    assertThat(metrics.dropped(DropReason.IGNORED)).isEqualTo(7);
    assertThat(metrics.dropped(DropReason.REJECTED)).isZero();
    assertThat(metrics.dropped()).isEqualTo(7);
  }

  @Test
  void mapHasEveryMetricAndTheReasonsThatOccurred() {
    assertThat(metrics(3, 7).asMap())
        .hasSize(Metric.values().length + 1)
        .containsEntry("peers", 3L)
        .containsEntry("duplicates", 0L)
        .containsEntry("dropped.ignored", 7L);
    assertThat(metrics(3, 0).asMap()).hasSize(Metric.values().length);
    assertThat(metrics(3, 7)).hasToString(metrics(3, 7).asMap().toString());
  }

  @Test
  void metricsAreEqualIfAllTheirValuesAre() {
    assertThat(metrics(3, 7)).isEqualTo(metrics(3, 7)).hasSameHashCodeAs(metrics(3, 7));
    assertThat(metrics(3, 7)).isNotEqualTo(metrics(2, 7)).isNotEqualTo(metrics(3, 8));
  }
}
