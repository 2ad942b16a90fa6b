package dev.gossip.cli.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.gossip.GossipNode;
import dev.gossip.api.PeerAddress;
import dev.gossip.cli.text.JsonPrinter;
import java.io.IOException;

/**
 * Answers requests for all nodes of a control port at once: what a page needs to show a network.
 *
 * @param topic the topic of messages that are published without one
 */
record NetworkRequests(ServedNetwork network, String topic) {

  void answer(ControlExchange exchange) throws IOException, BadRequest {
    exchange.require("GET");
    exchange.parameters();
    JsonArray nodes = new JsonArray();
    for (PeerAddress address : network.addresses()) {
      JsonObject json = new JsonObject();
      json.addProperty("node", address.toString());
      ServedNode served = network.find(address).orElse(null);
      json.addProperty("up", served != null);
      if (served != null) {
        GossipNode node = served.node();
        json.addProperty("id", node.id().hex());
        json.add("peers", new PeerRequests(node).list());
        json.add("metrics", JsonPrinter.metrics(served.counters().get()));
      }
      nodes.add(json);
    }
    JsonObject json = new JsonObject();
    json.addProperty("time", JsonPrinter.now());
    json.addProperty("topic", topic);
    json.add("nodes", nodes);
    exchange.send(200, json);
  }
}
