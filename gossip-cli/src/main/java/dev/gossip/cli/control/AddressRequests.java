package dev.gossip.cli.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.gossip.AddressSnapshot;
import dev.gossip.GossipNode;
import dev.gossip.api.plugin.Setting;
import dev.gossip.cli.text.AddressTexts;
import java.io.IOException;

/** Answers requests to list the addresses that a node knows. */
record AddressRequests(GossipNode node) {
  private static final String MAX = "max";
  // More than the default of gossip.known-addresses; about 2 MB of JSON.
  private static final int LIMIT = 10_000;
  private static final Setting<Integer> SETTING = Setting.integer(MAX, LIMIT, 1, LIMIT, "");

  void answer(ControlExchange exchange) throws IOException, BadRequest {
    exchange.require("GET");
    String max = exchange.parameters(MAX, NodeChoice.PARAMETER).get(MAX);
    AddressSnapshot known = node.knownAddresses(max == null ? LIMIT : parse(max));
    JsonArray addresses = new JsonArray();
    known.latest().forEach(address -> addresses.add(AddressTexts.json(address)));
    JsonObject json = new JsonObject();
    known.own().ifPresent(own -> json.addProperty("own", own.toString()));
    json.addProperty("known", known.size());
    json.add("addresses", addresses);
    exchange.send(200, json);
  }

  private static int parse(String max) throws BadRequest {
    try {
      return SETTING.parse(max);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(
          400, "the parameter 'max': " + e.getMessage(), "send ?max=100, or leave it out");
    }
  }
}
