package dev.gossip.cli.composition;

import java.util.Map;
import java.util.TreeMap;

/**
 * Settings that have no effect in a command, because all its nodes share them or because they have
 * no socket. They are rejected with a reason instead of being ignored.
 */
public final class UnsuitableSettings {
  private static final String ONE_AUTHOR =
      "all nodes would sign with one key, which looks like an author who signs two messages with"
          + " the same number";

  /** Settings that the demo rejects: reasons by key. */
  public static final Map<String, String> OF_THE_DEMO =
      Map.of(
          "gossip.listen",
          "each node of the demo needs its own port; choose the first one with --port",
          "gossip.peers",
          "the demo sets the links; to link another node to it, run gossip node --peer"
              + " 127.0.0.1:5000",
          "gossip.seeds",
          "with --nodes the first node of the demo is the seed of the others; to add a node from"
              + " elsewhere, run gossip node --seed 127.0.0.1:5000",
          "gossip.advertise",
          "all nodes of the demo would advertise one address; use it with gossip node",
          "gossip.data-dir",
          "all nodes of the demo would share one folder; use it with gossip node",
          "gossip.identity",
          "all nodes of the demo would have one id; use it with gossip node",
          "gossip.allowed-peers",
          "the nodes of the demo have new ids at every start; use it with gossip node",
          "gossip.signing.ed25519.key",
          ONE_AUTHOR + "; use it with gossip node");

  /** Settings that a simulation rejects: reasons by key. */
  public static final Map<String, String> OF_A_SIMULATION = ofASimulation();

  private UnsuitableSettings() {}

  private static Map<String, String> ofASimulation() {
    String noSocket = "simulated nodes have no socket and no threads; remove it";
    Map<String, String> reasons = new TreeMap<>();
    reasons.put("gossip.listen", "simulated nodes have no socket; remove it");
    reasons.put("gossip.peers", "the topology sets the links; choose it with --topology");
    reasons.put(
        "gossip.seeds",
        "with --discovery each node starts from the first one, else the topology sets the links;"
            + " remove it");
    reasons.put("gossip.advertise", "simulated nodes have an address each; remove it");
    reasons.put("gossip.data-dir", "simulated nodes write no files; remove it");
    reasons.put("gossip.identity", "simulated nodes read no files; remove it");
    reasons.put("gossip.allowed-peers", "simulated nodes read no files; remove it");
    reasons.put("gossip.debug.keylog", "simulated nodes write no files; remove it");
    reasons.put("gossip.signing.ed25519.key", ONE_AUTHOR + "; remove it");
    reasons.put("gossip.transport.udp.receive-buffer-bytes", noSocket);
    reasons.put("gossip.transport.udp.send-backlog", noSocket);
    reasons.put("gossip.transport.udp.verify-threads", noSocket);
    return reasons;
  }
}
