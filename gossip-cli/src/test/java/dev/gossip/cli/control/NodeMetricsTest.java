package dev.gossip.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
  private final SortedMap<String, Long> counted = new TreeMap<>();
  private final NodeMetrics metrics =
      new NodeMetrics(
          () -> new TreeMap<>(counted),
          ControlHistory.begin(ControlLimits.DEFAULT),
          new RequestCounts());

  @Test
  void namesHaveTheirUnitsAndCountersSayThatTheyAre() {
    counted.put("payload-bytes-sent", 900L);
    counted.put("datagrams-received", 7L);
    counted.put("peers", 3L);

    assertThat(metrics.scrape())
        .contains("# TYPE gossip_payload_sent_bytes_total counter\n")
        .contains("\ngossip_payload_sent_bytes_total 900.0\n")
        .contains("\ngossip_datagrams_received_total 7.0\n")
        .contains("# TYPE gossip_peers gauge\n")
        .contains("\ngossip_peers 3.0\n");
  }

  @Test
  void valuesAreThoseOfTheMoment() {
    counted.put("peers", 3L);
    metrics.scrape();
    counted.put("peers", 2L);

    assertThat(metrics.scrape()).contains("\ngossip_peers 2.0\n");
  }

  @Test
  void eachReasonForDroppingHasItsOwnCountFromWhenItOccurs() {
    assertThat(metrics.scrape()).doesNotContain("gossip_dropped_total");

    counted.put("dropped.bad-signature", 2L);
    metrics.scrape();
    counted.put("dropped.bad-signature", 3L);
    counted.put("dropped.expired", 1L);

    assertThat(metrics.scrape())
        .contains("\ngossip_dropped_total{reason=\"bad-signature\"} 3.0\n")
        .contains("\ngossip_dropped_total{reason=\"expired\"} 1.0\n");
  }
}
