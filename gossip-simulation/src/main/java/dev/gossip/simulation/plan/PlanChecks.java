package dev.gossip.simulation.plan;

import dev.gossip.core.config.ConfigurationException;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Checks what the options of a plan say together, and counts the nodes of each role. */
final class PlanChecks {
  private final PlanValues values;
  private final OptionNames names;
  private final int nodes;
  private final int attackers;

  /**
   * @param attackers how many nodes code made attackers; 0 if an option says how many attack
   */
  PlanChecks(PlanValues values, int nodes, int attackers) {
    this.values = values;
    this.names = values.names();
    this.nodes = nodes;
    this.attackers = attackers;
  }

  /**
   * Checks the number of nodes, which code may set.
   *
   * @throws IllegalArgumentException if there is none
   */
  static int requireNodes(int nodes) {
    if (nodes < 1) {
      throw new IllegalArgumentException("a network needs at least one node, not " + nodes);
    }
    return nodes;
  }

  /**
   * Checks how the nodes find each other.
   *
   * @throws ConfigurationException if options exclude each other, or one has no effect
   */
  static void requireOneKindOfLinks(PlanValues values, boolean isDiscovered) {
    OptionNames names = values.names();
    if (!isDiscovered) {
      if (!values.get(PlanOptions.START_WINDOW).isZero()) {
        throw new ConfigurationException(
            shown(values, PlanOptions.START_WINDOW)
                + ": nodes start at once without "
                + names.of(PlanOptions.DISCOVERY)
                + "; add it");
      }
      return;
    }
    if (values.isSet(PlanOptions.TOPOLOGY)) {
      throw new ConfigurationException(
          names.of(PlanOptions.DISCOVERY)
              + " and "
              + names.of(PlanOptions.TOPOLOGY)
              + " exclude each other: nodes that find each other have no given links; remove one"
              + " of them");
    }
    if (values.get(PlanOptions.SPIES).supernode() > 0) {
      throw new ConfigurationException(
          names.of(PlanOptions.DISCOVERY)
              + " and "
              + shown(values, PlanOptions.SPIES)
              + " exclude each other: nodes would find the spy, too; use a share of the nodes");
    }
  }

  /**
   * Counts the nodes of each role.
   *
   * @throws ConfigurationException if a share is too small or too large for the network
   */
  PlanCounts counts() {
    int cutOff = cutOff();
    int churning = churning();
    int crashing = crashing();
    int attacking = attacking();
    int staying = nodes - crashing - churning - attacking;
    if (staying < 1) {
      throw new ConfigurationException(
          (attacking == 0 ? "" : names.of(PlanOptions.ATTACK) + ", ")
              + names.of(PlanOptions.DOWN)
              + " and "
              + names.of(PlanOptions.CHURN)
              + " leave none of the "
              + nodes
              + " nodes; use smaller shares");
    }
    int spying = spying(staying);
    return new PlanCounts(
        crashing, churning, cutOff, attacking, spying, publishing(staying - spying));
  }

  private int cutOff() {
    PartitionPlan partition = values.get(PlanOptions.PARTITION);
    if (partition.isNone()) {
      return 0;
    }
    int count = some(PlanOptions.PARTITION, partition.share());
    Duration from = partition.from();
    if (from.compareTo(partition.to()) >= 0) {
      throw new ConfigurationException(
          shown(PlanOptions.PARTITION)
              + ": it must end after it begins; write the earlier time first");
    }
    return count;
  }

  private int churning() {
    ChurnPlan churn = values.get(PlanOptions.CHURN);
    return churn.isNone() ? 0 : some(PlanOptions.CHURN, churn.share());
  }

  /** Some nodes, but not all. */
  private int some(PlanOption<?> option, double share) {
    int count = (int) Math.round(share * nodes);
    if (count == 0 || count == nodes) {
      throw new ConfigurationException(
          shown(option)
              + ": that is "
              + (count == 0 ? "none" : "all")
              + " of "
              + nodes
              + " nodes; name a "
              + (count == 0 ? "larger" : "smaller")
              + " share");
    }
    return count;
  }

  private int crashing() {
    int count = (int) Math.round(values.get(PlanOptions.DOWN) * nodes);
    if (count > 0 && count >= nodes) {
      throw new ConfigurationException(
          shown(PlanOptions.DOWN)
              + ": none of "
              + nodes
              + " nodes would be left; use a smaller share");
    }
    return count;
  }

  private int attacking() {
    @Nullable AttackChoice attack = values.get(PlanOptions.ATTACK).orElse(null);
    if (attack == null) {
      return attackers;
    }
    int count = (int) Math.round(attack.share() * nodes);
    if (count == 0) {
      throw new ConfigurationException(
          shown(PlanOptions.ATTACK) + ": that is none of " + nodes + " nodes; use a larger share");
    }
    return count;
  }

  private int spying(int alive) {
    SpyChoice spies = values.get(PlanOptions.SPIES);
    int count = (int) Math.round(spies.share() * nodes);
    if (spies.share() > 0 && count == 0) {
      throw new ConfigurationException(
          shown(PlanOptions.SPIES) + ": that is none of " + nodes + " nodes; use a larger share");
    }
    if (count >= alive) {
      throw new ConfigurationException(
          shown(PlanOptions.SPIES)
              + ": no honest node would be left of the "
              + alive
              + " live nodes; use a smaller share");
    }
    if (spies.isNone() && values.isSet(PlanOptions.ESTIMATOR)) {
      throw new ConfigurationException(
          shown(PlanOptions.ESTIMATOR)
              + ": there are no spies; add for example "
              + names.of(PlanOptions.SPIES, "0.2"));
    }
    stopping(spies);
    return count;
  }

  private void stopping(SpyChoice spies) {
    if (values.get(PlanOptions.STOP) == RunEnd.FIRST_REPORT
        && (spies.isNone() || !values.get(PlanOptions.ESTIMATOR).usesFirstReports())) {
      throw new ConfigurationException(
          shown(PlanOptions.STOP)
              + " needs spies with the estimator first-spy; add for example "
              + names.of(PlanOptions.SPIES, "supernode:1")
              + ", or remove it");
    }
  }

  private int publishing(int alive) {
    OptionalInt publishers = values.get(PlanOptions.PUBLISHERS);
    if (publishers.isPresent() && publishers.getAsInt() > alive) {
      throw new ConfigurationException(
          names.of(PlanOptions.PUBLISHERS)
              + ": '"
              + publishers.getAsInt()
              + "' is not a whole number from 1 to "
              + alive
              + ", the number of live nodes that do not spy or attack, or random");
    }
    return publishers.orElse(alive);
  }

  private String shown(PlanOption<?> option) {
    return shown(values, option);
  }

  private static String shown(PlanValues values, PlanOption<?> option) {
    return values.names().of(option, values.given(option));
  }
}
