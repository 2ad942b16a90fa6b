package dev.gossip.cli.demo;

import dev.gossip.GossipNode;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Standing;
import dev.gossip.cli.text.TerminalStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the nodes of the demo think of each other, for people. */
final class DemoStandings {
  /** The explanation that sums up the others. */
  private static final String SCORE = "score";

  private DemoStandings() {}

  /** What each other node thinks of a node, if it is its peer or knows something about it. */
  static List<String> of(int about, DemoNetwork network) {
    List<String> lines = new ArrayList<>();
    for (int asked : network.running()) {
      if (asked != about) {
        lines.addAll(lines(about, asked, network, network.upPeersAt(asked).contains(about)));
      }
    }
    return lines.isEmpty() ? List.of("no node that is up has met " + about) : lines;
  }

  /** What one node thinks of another. */
  static List<String> of(int about, int asked, DemoNetwork network) {
    return lines(about, asked, network, true);
  }

  private static List<String> lines(
      int about, int asked, DemoNetwork network, boolean evenIfNothingIsKnown) {
    GossipNode node = network.node(asked);
    GossipNode other = network.node(about);
    if (node == null || other == null) {
      return List.of();
    }
    PeerId id = other.id();
    Standing standing = node.standing(id);
    List<Explanation> explanations = node.explain(id);
    if (explanations.isEmpty() && standing == Standing.GOOD && !evenIfNothingIsKnown) {
      return List.of();
    }
    return describe(asked + " says of " + about + ": ", standing, explanations);
  }

  /** The lines of one opinion. */
  static List<String> describe(String who, Standing standing, List<Explanation> explanations) {
    StringBuilder summary =
        new StringBuilder(who).append(standing.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    List<String> lines = new ArrayList<>();
    for (Explanation explanation : explanations) {
      String value = value(explanation);
      if (explanation.term().equals(SCORE)) {
        summary.append(", score ").append(value);
      }
      lines.add(
          "  "
              + TerminalStyle.sanitize(explanation.term())
              + "  "
              + value
              + "  "
              + TerminalStyle.sanitize(explanation.detail()));
    }
    if (lines.isEmpty()) {
      summary.append("; no score is kept: start the demo with --spam reputation,rate-limit");
    }
    lines.add(0, summary.toString());
    return lines;
  }

  private static String value(Explanation explanation) {
    return explanation.value() == 0
        ? "0"
        : String.format(Locale.ROOT, "%+.1f", explanation.value());
  }
}
