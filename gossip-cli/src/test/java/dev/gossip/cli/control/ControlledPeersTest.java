package dev.gossip.cli.control;

import static dev.gossip.cli.control.ControlledNode.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.cli.control.ControlledNode.Events;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests adding and removing peers at the control ports of two nodes, over loopback. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ControlledPeersTest {
  private static final String TOKEN = "0123456789abcdef";

  private static HttpResponse<String> request(
      ControlledNode node, String method, String address, String... headers) {
    return ControlledNode.send(
        node.request("/peers?address=" + address, headers)
            .method(method, BodyPublishers.noBody())
            .build());
  }

  @Test
  void addedPeerComesUpAndRemovedPeerGoesDown() {
    try (ControlledNode one = ControlledNode.start();
        ControlledNode two = ControlledNode.start();
        Events ofOne = one.events();
        Events ofTwo = two.events()) {
      assertChanged(request(one, "POST", two.address()), 202, two.address(), true);
      assertThat(peerId(ofOne.next("peer-up"))).isEqualTo(two.id());
      assertThat(peerId(ofTwo.next("peer-up"))).isEqualTo(one.id());
      JsonArray peers = one.json("/peers").getAsJsonArray("peers");
      assertThat(peers).hasSize(1);
      assertThat(peers.get(0).getAsJsonObject().get("direction").getAsString())
          .isEqualTo("outbound");
      assertChanged(request(one, "POST", two.address()), 200, two.address(), false);

      assertChanged(request(one, "DELETE", two.address()), 202, two.address(), true);
      assertThat(peerId(ofOne.next("peer-down"))).isEqualTo(two.id());
      assertThat(peerId(ofTwo.next("peer-down"))).isEqualTo(one.id());
      assertThat(one.json("/peers").getAsJsonArray("peers")).isEmpty();
      assertRefused(request(one, "DELETE", two.address()), 404, two.address());

      assertChanged(request(one, "POST", two.address()), 202, two.address(), true);
      assertThat(peerId(ofOne.next("peer-up"))).isEqualTo(two.id());
    }
  }

  @Test
  void sourceAndFateOfEachAddressAreShown() {
    try (ControlledNode one = ControlledNode.start(builder -> finding(builder));
        ControlledNode two = ControlledNode.start(builder -> finding(builder).seed(one.address()));
        Events ofOne = one.events("Last-Event-ID", "0");
        Events ofTwo = two.events("Last-Event-ID", "0")) {
      assertThat(peerId(ofTwo.next("peer-up"))).isEqualTo(one.id());
      assertThat(peerId(ofOne.next("peer-up"))).isEqualTo(two.id());

      JsonObject peer = two.json("/peers").getAsJsonArray("peers").get(0).getAsJsonObject();
      assertThat(peer.get("source").getAsString()).isEqualTo("configured");
      JsonObject known = two.json("/addresses");
      JsonObject seed = find(known.getAsJsonArray("addresses"), one.address());
      assertThat(seed.get("source").getAsString()).isEqualTo("configured");
      assertThat(seed.get("failures").getAsInt()).isZero();
      assertThat(seed.get("peerId").getAsString()).isEqualTo(one.id());
      assertThat(seed.get("lastHandshake").getAsString()).endsWith("Z");
      assertThat(known.get("known").getAsInt()).isPositive();
      assertThat(two.json("/addresses?max=1").getAsJsonArray("addresses")).hasSize(1);
      JsonObject dialer = find(one.json("/addresses").getAsJsonArray("addresses"), two.address());
      assertThat(dialer.get("source").getAsString()).isEqualTo("dialer");
      assertThat(dialer.get("tried").getAsBoolean()).isFalse();
    }
  }

  @Test
  void ownAddressIsShownAndTheNumberOfAddressesIsChecked() {
    try (ControlledNode node =
        ControlledNode.start(builder -> builder.set("gossip.advertise", "127.0.0.1:4"))) {
      assertThat(node.json("/addresses"))
          .hasToString("{\"own\":\"127.0.0.1:4\",\"known\":0,\"addresses\":[]}");
      for (String max : List.of("0", "many", "10001")) {
        assertRefused(node.get("/addresses?max=" + max), 400, "parameter 'max'");
      }
      assertRefused(node.post("/addresses", ""), 405, "POST");
    }
  }

  private static GossipNodeBuilder finding(GossipNodeBuilder builder) {
    return builder.set("gossip.discovery.use", "bootstrap");
  }

  private static JsonObject find(JsonArray addresses, String address) {
    for (JsonElement element : addresses) {
      if (element.getAsJsonObject().get("address").getAsString().equals(address)) {
        return element.getAsJsonObject();
      }
    }
    throw new AssertionError(address + " is not in " + addresses);
  }

  @Test
  void peerIsAddedAndRemovedWithItsId() {
    try (ControlledNode one = ControlledNode.start();
        ControlledNode two = ControlledNode.start();
        Events ofOne = one.events()) {
      String named = two.id() + "@" + two.address();
      String wrong = "0".repeat(64) + "@" + two.address();

      assertChanged(request(one, "POST", named), 202, named, true);
      assertThat(peerId(ofOne.next("peer-up"))).isEqualTo(two.id());
      assertChanged(request(one, "POST", named), 200, named, false);
      assertRefused(request(one, "POST", wrong), 400, "remove it first");
      assertRefused(request(one, "POST", "me@" + two.address()), 400, "id@host:port");
      assertChanged(request(one, "DELETE", named), 202, named, true);
    }
  }

  @Test
  void configuredPeerCanBeRemoved() {
    try (ControlledNode one = ControlledNode.start();
        ControlledNode two = ControlledNode.start(one.address());
        Events ofOne = one.events()) {
      two.node().ready().join();
      assertRefused(request(one, "DELETE", two.address()), 404, two.address());

      assertChanged(request(two, "DELETE", one.address()), 202, one.address(), true);

      assertThat(peerId(ofOne.next("peer-down"))).isEqualTo(two.id());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /peers, 'parameter ''address'' is missing'",
    "DELETE, /peers, 'parameter ''address'' is missing'",
    "POST, /peers?address=here, 'here'",
    "POST, /peers?address=127.0.0.1:0, 'other than 0'",
    "POST, /peers?address=0.0.0.0:5000, 'wildcard'",
    "POST, /peers?address=%ff, 'not UTF-8'",
    "POST, /peers?adress=127.0.0.1:5000, '''adress'''",
    "GET, /peers?address=127.0.0.1:5000, '''address'''"
  })
  void badRequestIsRefused(String method, String path, String error) {
    try (ControlledNode node = ControlledNode.start()) {
      HttpResponse<String> response =
          ControlledNode.send(node.request(path).method(method, BodyPublishers.noBody()).build());

      assertRefused(response, 400, error);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE"})
  void addressThatIsTooLongIsNotRepeated(String method) {
    try (ControlledNode node = ControlledNode.start()) {
      for (String start : List.of("", "%5Bfe80::1%25")) {
        HttpResponse<String> response = request(node, method, start + "a".repeat(100_000) + ":5");

        assertRefused(response, 400, "more than 400 characters");
        assertThat(response.body()).hasSizeLessThan(1_000);
      }
    }
  }

  @Test
  void addressWithAZoneIsUrlEncoded() {
    try (ControlledNode node = ControlledNode.start()) {
      assertChanged(
          request(node, "POST", "%5Bfe80::1%25lo%5D:5000"), 202, "[fe80::1%lo]:5000", true);
    }
  }

  @Test
  void numberOfAddedPeersIsBounded() {
    try (ControlledNode node =
        ControlledNode.start(builder -> builder.set("gossip.added-peers", "1"))) {
      assertThat(request(node, "POST", "127.0.0.1:9").statusCode()).isEqualTo(202);

      assertRefused(request(node, "POST", "127.0.0.1:10"), 429, "gossip.added-peers");
    }
  }

  @Test
  void stoppedNodeChangesNoPeers() {
    try (ControlledNode node = ControlledNode.start()) {
      node.node().close();

      assertRefused(request(node, "POST", "127.0.0.1:9"), 503, "stopped");
      assertRefused(request(node, "DELETE", "127.0.0.1:9"), 503, "stopped");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE"})
  void clientWithoutAccessMayNotChangePeers(String method) {
    try (ControlledNode open = ControlledNode.start();
        ControlledNode guarded = ControlledNode.start(ControlLimits.DEFAULT, TOKEN)) {
      assertRefused(
          request(open, method, "127.0.0.1:9", "Origin", "http://evil.example"), 403, "web pages");
      assertRefused(request(guarded, method, "127.0.0.1:9"), 401, "token");
      assertRefused(request(guarded, method, "127.0.0.1:9&token=" + TOKEN), 401, "token");
    }
  }

  private static void assertChanged(
      HttpResponse<String> response, int status, String address, boolean changed) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonObject json = ControlledNode.parse(response);
    assertThat(json.get("address").getAsString()).isEqualTo(address);
    assertThat(json.get("changed").getAsBoolean()).isEqualTo(changed);
  }

  private static String peerId(String event) {
    return JsonParser.parseString(event).getAsJsonObject().get("peerId").getAsString();
  }
}
