package dev.gossip.cli.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.gossip.AddressSnapshot;
import dev.gossip.GossipNode;
import dev.gossip.PeerChange;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.cli.text.AddressTexts;
import dev.gossip.cli.text.JsonPrinter;
import dev.gossip.core.engine.spec.WantedPeer;
import java.io.IOException;
import java.util.Map;

/** Answers requests to list, add and remove the peers of a node. */
record PeerRequests(GossipNode node) {
  static final String[] METHODS = {"GET", "POST", "DELETE"};

  private static final String ADDRESS = "address";
  // A host name has at most 253 characters, and an id 64. Errors repeat the address.
  private static final int MAX_ADDRESS_CHARS = 400;

  void answer(ControlExchange exchange) throws IOException, BadRequest {
    exchange.require(METHODS);
    if (exchange.is("POST")) {
      WantedPeer peer = peer(exchange);
      send(exchange, peer, add(peer));
    } else if (exchange.is("DELETE")) {
      WantedPeer peer = peer(exchange);
      PeerChange change = node.removePeer(peer.address());
      if (change == PeerChange.UNCHANGED) {
        throw new BadRequest(
            404,
            "the peer " + peer.address() + " was neither configured nor added",
            "write the address as it was configured or added");
      }
      send(exchange, peer, change);
    } else {
      exchange.parameters(NodeChoice.PARAMETER);
      JsonObject json = new JsonObject();
      json.add("peers", list());
      exchange.send(200, json);
    }
  }

  /** Answers a request to say what this node thinks of one node. */
  void explain(ControlExchange exchange) throws IOException, BadRequest {
    exchange.require("GET");
    exchange.parameters(NodeChoice.PARAMETER);
    exchange.send(200, PeerExplanation.of(node, exchange.path()));
  }

  /** The peers that are up, with what is known about their links. */
  JsonArray list() {
    JsonArray peers = new JsonArray();
    Map<PeerId, LinkStats> stats = node.linkStats();
    AddressSnapshot addresses = node.knownAddresses(0);
    for (PeerInfo peer : node.peers()) {
      JsonObject json = JsonPrinter.withPeer(new JsonObject(), peer);
      LinkStats link = stats.getOrDefault(peer.id(), LinkStats.NONE);
      KnownAddress known = addresses.ofPeers().get(peer.address());
      if (known != null) {
        json.addProperty("source", AddressTexts.name(known.source()));
      }
      json.addProperty("datagramsExpected", link.datagramsExpected());
      json.addProperty("datagramsLost", link.datagramsLost());
      json.addProperty("datagramBytes", link.datagramBytes());
      link.roundTrip()
          .ifPresent(time -> json.addProperty("roundTripMicros", time.toNanos() / 1_000));
      json.addProperty("standing", PeerExplanation.name(node.standing(peer.id())));
      peers.add(json);
    }
    return peers;
  }

  private PeerChange add(WantedPeer peer) throws BadRequest {
    try {
      return node.addPeer(peer);
    } catch (IllegalArgumentException e) {
      throw badAddress(e);
    }
  }

  private static WantedPeer peer(ControlExchange exchange) throws BadRequest {
    String text = exchange.parameters(ADDRESS, NodeChoice.PARAMETER).get(ADDRESS);
    if (text == null) {
      throw new BadRequest(
          400,
          "the parameter 'address' is missing",
          "send ?address=HOST:PORT or ?address=ID@HOST:PORT with the path");
    }
    if (text.length() > MAX_ADDRESS_CHARS) {
      throw new BadRequest(
          400,
          "the parameter 'address' has more than " + MAX_ADDRESS_CHARS + " characters",
          "send the peer's own address");
    }
    try {
      return WantedPeer.parse(text);
    } catch (IllegalArgumentException e) {
      throw badAddress(e);
    }
  }

  private static BadRequest badAddress(IllegalArgumentException e) {
    return new BadRequest(400, String.valueOf(e.getMessage()), "send the peer's own address");
  }

  private static void send(ControlExchange exchange, WantedPeer peer, PeerChange change)
      throws IOException, BadRequest {
    switch (change) {
      case TOO_MANY ->
          throw new BadRequest(
              429,
              "as many peers were added as gossip.added-peers allows",
              "remove some, or raise gossip.added-peers");
      case CLOSED -> throw new BadRequest(503, "the node has stopped", "start it again");
      case DONE, UNCHANGED -> {
        JsonObject json = new JsonObject();
        json.addProperty(ADDRESS, peer.toString());
        json.addProperty("changed", change == PeerChange.DONE);
        // 202: the link is not up or down yet.
        exchange.send(change == PeerChange.DONE ? 202 : 200, json);
      }
    }
  }
}
