package dev.gossip.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.transport.LinkStats;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoShellTest {

  @Test
  void peersCommandShowsLossOnlyIfThereIsAny() {
    assertThat(DemoShell.describeLoss(new LinkStats(400, 0, Optional.empty(), 0))).isEmpty();
    assertThat(DemoShell.describeLoss(new LinkStats(400, 12, Optional.empty(), 0)))
        .isEqualTo(" (lost 12 of 400 datagrams)");
  }
}
