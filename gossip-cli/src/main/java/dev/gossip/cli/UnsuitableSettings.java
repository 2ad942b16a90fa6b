package dev.gossip.cli;

import java.util.Map;
import java.util.TreeMap;

/**
 * Settings that mean nothing to a command, because all its nodes have the same settings or because
 * they have no socket: each with the reason, to be refused instead of ignored.
 */
final class UnsuitableSettings {
  private static final String ONE_AUTHOR =
      "all nodes would sign with one key, which looks like an author who signs two messages under"
          + " one number";

  /** Of the six nodes in one process. */
  static final Map<String, String> OF_THE_DEMO =
      Map.of(
          "gossip.listen",
          "each node of the demo has a port of its own; choose the first with --port",
          "gossip.peers",
          "the demo says who is linked; to link a node of your own to it, run gossip node --peer"
              + " 127.0.0.1:5000",
          "gossip.data-dir",
          "all nodes of the demo would share one folder; use it with gossip node",
          "gossip.signing.ed25519.key",
          ONE_AUTHOR + "; use it with gossip node");

  /** Of nodes in virtual time. */
  static final Map<String, String> OF_A_SIMULATION = ofASimulation();

  private UnsuitableSettings() {}

  private static Map<String, String> ofASimulation() {
    String noSocket = "simulated nodes have no socket and no threads; leave it out";
    Map<String, String> reasons = new TreeMap<>();
    reasons.put("gossip.listen", "simulated nodes have no socket; leave it out");
    reasons.put("gossip.peers", "the topology says who is linked; choose it with --topology");
    reasons.put("gossip.data-dir", "simulated nodes keep nothing in files; leave it out");
    reasons.put("gossip.signing.ed25519.key", ONE_AUTHOR + "; leave it out");
    reasons.put("gossip.transport.udp.receive-buffer-bytes", noSocket);
    reasons.put("gossip.transport.udp.send-backlog", noSocket);
    reasons.put("gossip.transport.udp.verify-threads", noSocket);
    return reasons;
  }
}
