package dev.gossip.cli.simulate;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.simulation.attack.AttackKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which nodes attack, and how.
 *
 * @param share share of the nodes that attack
 * @param nodes the number of these nodes
 */
record AttackChoice(double share, AttackKind kind, int nodes) {
  /** Rules that nobody can break where messages are not signed. */
  private static final List<String> NEED_SIGNATURES = List.of("bad-signature", "excess");

  /** The name of the option. */
  static final String OPTION = "--attack";

  /**
   * Parses {@code SHARE:KIND}.
   *
   * @param all the number of nodes in the network
   * @throws ConfigurationException if the text is invalid, or nobody would attack
   */
  static AttackChoice parse(String text, int all) {
    String[] parts = text.strip().split(":", 2);
    if (parts.length < 2) {
      throw new ConfigurationException(
          OPTION + ": '" + text + "' is invalid; write SHARE:KIND, as in 0.2:spammer");
    }
    AttackKind kind = SimulationOptions.parse(OPTION, parts[1].strip(), AttackKind::parse);
    double share = SimulationOptions.share(OPTION, parts[0]);
    int nodes = (int) Math.round(share * all);
    if (nodes == 0) {
      throw new ConfigurationException(
          OPTION + " " + text + ": that is none of " + all + " nodes; use a larger share");
    }
    return new AttackChoice(share, kind, nodes);
  }

  /** What makes the results say less than the reader may expect. */
  List<String> notices(NodeConfig config) {
    List<String> notices = new ArrayList<>();
    if (config.fullIds(PluginKind.SPAM).equals(List.of("spam.none"))) {
      notices.add(
          "spam.none discourages nobody; choose others, as in --spam reputation,rate-limit");
    }
    if (!Collections.disjoint(kind.rules(), NEED_SIGNATURES)
        && config.fullIds(PluginKind.SIGNING).equals(List.of("signing.none"))) {
      notices.add(
          "messages are not signed, so there is no signature to check and no author to limit; add"
              + " --signing ed25519");
    }
    return notices;
  }

  /** As the user wrote it. */
  @Override
  public String toString() {
    return share + ":" + kind.id();
  }
}
