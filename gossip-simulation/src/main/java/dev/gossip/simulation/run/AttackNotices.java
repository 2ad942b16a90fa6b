package dev.gossip.simulation.run;

import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes the results of a run with attackers say less than the reader may expect. */
final class AttackNotices {
  /** Rules that nobody can break where messages are not signed. */
  private static final List<String> NEED_SIGNATURES = List.of("bad-signature", "excess");

  private AttackNotices() {}

  static List<String> of(NetworkPlan plan, NodeConfig config) {
    List<String> notices = new ArrayList<>();
    @Nullable AttackKind kind = plan.attackKind().orElse(null);
    if (kind == null) {
      return notices;
    }
    if (config.fullIds(PluginKind.SPAM).equals(List.of("spam.none"))) {
      notices.add(
          "spam.none discourages nobody; choose others, as in "
              + plan.shownAs(PlanOptions.SPAM, "reputation,rate-limit"));
    }
    if (!Collections.disjoint(kind.rules(), NEED_SIGNATURES)
        && config.fullIds(PluginKind.SIGNING).equals(List.of("signing.none"))) {
      notices.add(
          "messages are not signed, so there is no signature to check and no author to limit; add "
              + plan.shownAs(PlanOptions.SIGNING, "ed25519"));
    }
    return notices;
  }
}
