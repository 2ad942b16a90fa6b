package dev.gossip.cli.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.gossip.GossipNode;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Standing;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What spam control says about one node, as JSON. */
final class PeerExplanation {
  /** A path begins with this and ends with an id. */
  static final String PATH = "/peers/";

  private PeerExplanation() {}

  /**
   * Explains the node whose id ends a path.
   *
   * @throws BadRequest if it is no id, or if nothing is known about the node
   */
  static JsonObject of(GossipNode node, String path) throws BadRequest {
    PeerId id = id(path.substring(PATH.length()));
    Optional<PeerInfo> up = node.peers().stream().filter(peer -> peer.id().equals(id)).findFirst();
    Standing standing = node.standing(id);
    List<Explanation> explanations = node.explain(id);
    if (up.isEmpty() && standing == Standing.GOOD && explanations.isEmpty()) {
      throw new BadRequest(
          404,
          "nothing is known about " + id.hex() + ", and it is not up",
          "use the 'peerId' of a peer in GET /peers");
    }
    JsonObject json = new JsonObject();
    json.addProperty("id", id.hex());
    json.addProperty("up", up.isPresent());
    up.ifPresent(
        peer -> {
          json.addProperty("address", peer.address().toString());
          json.addProperty("direction", name(peer.direction()));
        });
    json.addProperty("standing", name(standing));
    json.add("explanations", array(explanations));
    return json;
  }

  private static JsonArray array(List<Explanation> explanations) {
    JsonArray array = new JsonArray();
    for (Explanation explanation : explanations) {
      JsonObject json = new JsonObject();
      json.addProperty("term", explanation.term());
      // JSON has no other numbers, and a plugin may divide by zero.
      if (Double.isFinite(explanation.value())) {
        json.addProperty("value", explanation.value());
      }
      json.addProperty("detail", explanation.detail());
      array.add(json);
    }
    return array;
  }

  /** The name of a constant in JSON, such as {@code no-control}. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static PeerId id(String text) throws BadRequest {
    if (!PeerId.isHex(text)) {
      throw new BadRequest(
          400,
          "the path /peers/ does not end with an id of 64 hexadecimal digits",
          "use the 'peerId' of a peer in GET /peers");
    }
    return PeerId.parse(text);
  }
}
