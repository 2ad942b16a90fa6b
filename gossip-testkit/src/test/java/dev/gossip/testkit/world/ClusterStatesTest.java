package dev.gossip.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.testkit.container.GossipContainer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a cluster refuses, which needs no containers. */
class ClusterStatesTest {
  /** Three nodes whose containers never start. */
  private static final class IdleCluster extends ClusterWorld {
    IdleCluster() {
      super(NetworkPlan.seeded(1).nodes(3).topology("line").build(), DEFAULT_WAIT_LIMIT);
      for (int index = 0; index < 3; index++) {
        GossipContainer never = new GossipContainer(CompletableFuture.completedFuture("none"));
        ContainerNode node = new ContainerNode(index, never, events::indexOf);
        // It takes no rules of the kernel.
        node.markEnding();
        nodes.add(node);
      }
    }

    @Override
    public void close() {
      // Nothing has started.
    }
  }

  private final ClusterWorld cluster = new IdleCluster();

  @Test
  void nodeThatIsDownCannotBeEndedOrPaused() {
    assertThatThrownBy(() -> cluster.pause(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("node 1 is not up");
    assertThatThrownBy(() -> cluster.resume(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("node 1 is not paused");
    assertThatThrownBy(() -> cluster.crash(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("node 1 is down");
    assertThatThrownBy(() -> cluster.stop(1)).isInstanceOf(IllegalStateException.class);

    assertThat(cluster.faultCounts()).as("faults that never began").isEmpty();
  }

  @Test
  void partitionWithoutAnotherSideIsRejectedAlsoAfterOtherCuts() {
    cluster.cut(0, 1);

    assertThatThrownBy(() -> cluster.partition(node -> true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a partition needs nodes on both sides; there are 3 of 3");
    assertThat(cluster.faultsInForce())
        .contains("cut from 0 to 1")
        .doesNotContain("cut from 1 to 0");
  }

  @Test
  void rateOfNothingIsRejected() {
    assertThatThrownBy(() -> cluster.limitRate(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("above zero");
    assertThat(cluster.faultsInForce()).doesNotContain("rate of node 0");
  }
}
