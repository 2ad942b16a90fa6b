package dev.gossip.core.config;

import java.util.List;
import java.util.Set;

/** What this project's discoveries need. */
public final class Discoveries {
  /** Those that find addresses elsewhere; one from outside may use {@code gossip.seeds}. */
  private static final Set<String> WITHOUT_SEEDS = Set.of("discovery.dns", "discovery.file");

  private Discoveries() {}

  /**
   * Whether one of these discoveries may start from {@code gossip.seeds}.
   *
   * @param fullIds plugin ids in full
   */
  public static boolean mayUseSeeds(List<String> fullIds) {
    return !WITHOUT_SEEDS.containsAll(fullIds);
  }

  /**
   * Whether a discovery needs name servers or files, which simulated nodes do not have.
   *
   * @param fullId a plugin id in full
   */
  public static boolean needsSystem(String fullId) {
    return WITHOUT_SEEDS.contains(fullId);
  }
}
