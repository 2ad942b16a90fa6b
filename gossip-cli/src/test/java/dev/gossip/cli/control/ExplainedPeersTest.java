package dev.gossip.cli.control;

import static dev.gossip.cli.control.ControlledNode.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.inject.Module;
import dev.gossip.api.Discouragement;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.cli.control.ControlledNode.Events;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Tests what the control port says about the standing of nodes, over loopback. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ExplainedPeersTest {

  /** Thinks of a node what the application does. */
  private static final class Obedient implements GossipPlugin {
    @Override
    public String id() {
      return "spam.obedient";
    }

    @Override
    public String summary() {
      return "thinks of a node what the application does";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(SpamControl.Factory.class).toInstance(Scores::new);
    }
  }

  private static final class Scores implements SpamControl {
    private final SpamContext context;
    private final Map<PeerId, Double> scores = new TreeMap<>();

    Scores(SpamContext context) {
      this.context = context;
    }

    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      return true;
    }

    @Override
    public void onApplicationScore(PeerId peer, double points) {
      scores.put(peer, points);
      context.standingChanged(peer);
    }

    @Override
    public Standing standing(PeerId peer) {
      double score = scores.getOrDefault(peer, 0.0);
      if (score > -25) {
        return Standing.GOOD;
      }
      return score > -100 ? Standing.NO_CONTROL : Standing.DISCOURAGED;
    }

    @Override
    public Optional<Discouragement> discouragement(PeerId peer) {
      return Optional.of(new Discouragement("application", 3, Duration.ofMinutes(10)));
    }

    @Override
    public List<Explanation> explain(PeerId peer) {
      return scores.containsKey(peer)
          ? List.of(
              new Explanation("application", scores.get(peer), "as the application says"),
              new Explanation("ratio", Double.NaN, "nothing over nothing"))
          : List.of();
    }
  }

  private static ControlledNode start() {
    return ControlledNode.start(
        builder -> builder.with(new Obedient()).set("gossip.spam.use", "obedient"));
  }

  @Test
  void standingOfAPeerIsListedAndExplained() {
    try (ControlledNode one = start();
        ControlledNode two = ControlledNode.start(one.address());
        Events ofOne = one.events()) {
      two.node().ready().join();
      one.node().ready().join();
      assertThat(one.json("/peers/" + two.id()))
          .hasToString(
              "{\"id\":\""
                  + two.id()
                  + "\",\"up\":true,\"address\":\""
                  + two.address()
                  + "\",\"direction\":\"inbound\",\"standing\":\"good\",\"explanations\":[]}");

      one.node().score(two.node().id(), -30);

      JsonObject peer = one.json("/peers").getAsJsonArray("peers").get(0).getAsJsonObject();
      assertThat(peer.get("standing").getAsString()).isEqualTo("no-control");
      JsonObject known = one.json("/peers/" + two.id().toUpperCase(Locale.ROOT));
      assertThat(known.get("standing").getAsString()).isEqualTo("no-control");
      assertThat(known.get("explanations"))
          .hasToString(
              "[{\"term\":\"application\",\"value\":-30.0,\"detail\":\"as the application says\"},"
                  + "{\"term\":\"ratio\",\"detail\":\"nothing over nothing\"}]");

      one.node().score(two.node().id(), -100);

      JsonObject why = JsonParser.parseString(ofOne.next("discouraged")).getAsJsonObject();
      assertThat(why.get("peerId").getAsString()).isEqualTo(two.id());
      assertThat(why.get("rule").getAsString()).isEqualTo("application");
      assertThat(why.get("count").getAsInt()).isEqualTo(3);
      assertThat(why.get("comeBackMillis").getAsLong()).isEqualTo(600_000);
      assertThat(ofOne.next("peer-down")).contains(two.id());
      JsonObject banned = one.json("/peers/" + two.id());
      assertThat(banned.get("up").getAsBoolean()).isFalse();
      assertThat(banned.has("address")).isFalse();
      assertThat(banned.get("standing").getAsString()).isEqualTo("discouraged");
    }
  }

  @Test
  void unknownNodesAndOtherPathsAreRefused() {
    try (ControlledNode node = start()) {
      String stranger = "/peers/" + "0".repeat(64);
      assertRefused(node.get(stranger), 404, "nothing is known about 000");
      assertRefused(node.get("/peers/5010"), 400, "64 hexadecimal digits");
      assertRefused(node.get("/peers/"), 400, "64 hexadecimal digits");
      assertRefused(node.get("/peers/" + "0".repeat(64) + "/"), 400, "64 hexadecimal digits");
      assertRefused(node.get(stranger + "?all=1"), 400, "'all'");
      assertRefused(node.post(stranger, ""), 405, "POST");
      assertRefused(
          ControlledNode.send(
              node.request(stranger).method("DELETE", BodyPublishers.noBody()).build()),
          405,
          "DELETE");
      assertRefused(node.get(stranger, "Origin", "http://evil.example"), 403, "web pages");
    }
  }
}
