package dev.gossip.testkit.world;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static dev.gossip.testkit.GossipAssertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.attack.Forgery;
import dev.gossip.simulation.attack.HostileRelay;
import dev.gossip.simulation.attack.MessageAttack;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.testkit.WorldTest;
import java.util.List;
import java.util.stream.IntStream;

/** Nodes that differ from the rest, in the worlds that need no Docker engine. */
class NodeVariantTest {

  static NetworkPlan nodeZeroIsHostile(NetworkPlan.Builder plan) {
    return plan.hostile(node -> node == 0, unchanged -> {}).build();
  }

  @WorldTest(plan = "nodeZeroIsHostile")
  void messagesNeedNotReachHostileNodes(World world) {
    MessageId id = world.publish(1, "hello");
    world.awaitEverywhere(id);
    world.awaitQuiet();

    assertThat(world).message(id).reachedEveryone();
    assertThat(world).message(id).coverage().isEqualTo(1);
    assertThat(world.message(id).reached(0)).isFalse();
  }

  @WorldTest(plan = "nodeZeroIsHostile")
  void failureNamesTheHostileNodes(World world) {
    MessageId id = world.publish(1, "hello");
    world.awaitQuiet();

    assertThatThrownBy(() -> assertThat(world).message(id).reached(0))
        .hasMessageContaining("hostile nodes [0]");
  }

  static NetworkPlan nodeFiveForges(NetworkPlan.Builder plan) {
    MessageAttack.Factory forger =
        context ->
            new MessageAttack() {
              @Override
              public List<GossipMessage> onMessage(GossipMessage message) {
                return List.of(Forgery.payload(message, ByteString.copyFromUtf8("forged")));
              }
            };
    return plan.hostile(
            node -> node == 5, hostile -> hostile.with(new HostileRelay("relay.flooding", forger)))
        .build();
  }

  @WorldTest(plan = "nodeFiveForges")
  void forgedMessagesAreCountedAndDoNotFailTheRun(World world) {
    world.awaitEverywhere(world.publish(1, "hello"));
    world.awaitQuiet();

    assertThat(world.forged()).isEqualTo(5);
  }

  /** Node 4 has one link, so that no other node depends on it. */
  static NetworkPlan nodeFourAllowsLess(NetworkPlan.Builder plan) {
    return plan.variant(node -> node == 4, small -> small.set("gossip.max-payload-bytes", "3"))
        .build();
  }

  @WorldTest(plan = "nodeFourAllowsLess")
  void settingOfOneNodeDoesNotApplyToTheOthers(World world) {
    assertThat(world.isHostile(4)).isFalse();
    MessageId longer = world.publish(0, "longer");
    world.awaitEverywhere(world.publish(0, "abc"));
    world.awaitQuiet();

    assertThat(IntStream.range(0, world.nodes()).filter(world.message(longer)::reached))
        .as("nodes that the longer message reached")
        .containsExactly(0, 1, 2, 3, 5);
    assertThatThrownBy(() -> world.publish(4, "longer"))
        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
  }

  @WorldTest
  void messagesOfSeveralTopicsReachEveryone(World world) {
    MessageId weather = world.publish(0, "weather", "sunny");
    MessageId sport = world.publish(3, "sport", "2:1");
    world.awaitEverywhere(weather);
    world.awaitEverywhere(sport);

    assertThat(world.messages()).hasSize(2);
  }
}
