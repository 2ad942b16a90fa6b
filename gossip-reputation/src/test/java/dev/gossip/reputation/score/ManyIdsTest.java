package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManyIdsTest {

  @Test
  void millionIdsThatMisbehaveLeaveTenThousandSmallRecords() {
    SpamNode node = node().up(inbound(0));

    for (int i = 1; i <= 1_000_000; i++) {
      Peer peer = inbound(i);
      node.up(peer).misbehaves(peer, Misbehaviour.MALFORMED_FRAME, i % 10 == 0 ? 10 : 1).down(peer);
    }

    assertThat(node.recorded()).hasSize(10_000);
    assertThat(node.recorded().values()).extracting(ByteString::size).containsOnly(103);
    assertThat(node.standing(inbound(0))).isEqualTo(Standing.GOOD);
    assertThat(node.standing(inbound(1_000_000_000))).isEqualTo(Standing.GOOD);
  }

  @Test
  void idsThatBehaveLeaveTheRecordsOfOthersAlone() {
    SpamNode node = node().up(inbound(0));
    Scores.discourage(node, inbound(0));
    node.down(inbound(0));

    for (int i = 1; i <= 100_000; i++) {
      node.up(inbound(i)).delivers(inbound(i)).down(inbound(i));
    }

    assertThat(node.recorded()).containsOnlyKeys(inbound(0).id());
    node.after(Duration.ofMinutes(9));
    assertThat(node.standing(inbound(0))).isEqualTo(Standing.DISCOURAGED);
  }
}
