package dev.gossip.cli.control;

import static dev.gossip.cli.control.ControlledNode.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Tests requests that are about all nodes of a control port, or about one by its address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ServedNetworkTest {
  private final ControlledNode one = ControlledNode.start();
  private final ControlledNode two = ControlledNode.start(one.address());

  @BeforeAll
  void awaitLink() {
    one.node().ready().join();
    two.node().ready().join();
  }

  @AfterAll
  void close() {
    two.close();
    one.close();
  }

  @Test
  void networkOfANodeIsTheNodeWithItsPeersAndMetrics() {
    JsonObject network = one.json("/network");

    JsonArray nodes = network.getAsJsonArray("nodes");
    assertThat(nodes).hasSize(1);
    JsonObject node = nodes.get(0).getAsJsonObject();
    assertThat(network.get("topic").getAsString()).isEqualTo("main");
    assertThat(node.get("node").getAsString()).isEqualTo(one.address());
    assertThat(node.get("id").getAsString()).isEqualTo(one.id());
    assertThat(node.get("up").getAsBoolean()).isTrue();
    JsonObject peer = node.getAsJsonArray("peers").get(0).getAsJsonObject();
    assertThat(peer.get("peerId").getAsString()).isEqualTo(two.id());
    assertThat(peer.get("standing").getAsString()).isEqualTo("good");
    assertThat(node.getAsJsonObject("metrics").get("peers").getAsInt()).isEqualTo(1);
  }

  @Test
  void roundTripOfAPeerIsShownInMicrosecondsOnceMeasured() {
    // A ping measures it after two seconds at the latest; the limit of the test ends the loop.
    JsonObject peer = new JsonObject();
    while (!peer.has("roundTripMicros")) {
      peer = two.json("/peers").getAsJsonArray("peers").get(0).getAsJsonObject();
    }

    assertThat(peer.get("roundTripMicros").getAsLong()).isPositive();
  }

  @Test
  void nodeIsNamedByItsAddress() {
    String named = "?node=" + one.address();

    assertThat(one.json("/health" + named).get("id").getAsString()).isEqualTo(one.id());
    assertThat(one.json("/peers" + named).getAsJsonArray("peers")).hasSize(1);
    assertThat(one.json("/peers/" + two.id() + named).get("up").getAsBoolean()).isTrue();
    assertThat(one.get("/metrics" + named).body()).contains("\ngossip_peers 1.0\n");
    assertThat(one.post("/messages" + named, "hello").statusCode()).isEqualTo(202);
  }

  @Test
  void unknownNodeIsRefusedWithTheKnownOnes() {
    var refused = one.get("/health?node=" + two.address());

    assertRefused(refused, 404, "names no node");
    assertThat(refused.body()).contains(one.address());
    assertRefused(one.get("/network?node=" + one.address()), 400, "'node'");
  }
}
