package dev.gossip.testkit.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The properties that a relay strategy declares for {@link RelayStrategyContract}. A rule about a
 * property that is not declared is reported as skipped. Immutable.
 */
public final class RelayTraits {
  private final Duration settleTime;
  private final double toleratedLoss;
  private final boolean heartbeat;
  private final boolean repairsPartitions;
  private final int maxTimers;
  private final int maxRetained;

  private final List<String> slots;

  private RelayTraits(Builder builder) {
    settleTime = builder.settleTime;
    toleratedLoss = builder.toleratedLoss;
    heartbeat = builder.heartbeat;
    repairsPartitions = builder.repairsPartitions;
    maxTimers = builder.maxTimers;
    maxRetained = builder.maxRetained;
    slots = List.copyOf(builder.slots);
  }

  /** Returns a builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** See {@link Builder#settleTime}. */
  public Duration settleTime() {
    return settleTime;
  }

  /** See {@link Builder#toleratedLoss}. */
  public double toleratedLoss() {
    return toleratedLoss;
  }

  /** See {@link Builder#heartbeat}. */
  public boolean heartbeat() {
    return heartbeat;
  }

  /** See {@link Builder#repairsPartitions}. */
  public boolean repairsPartitions() {
    return repairsPartitions;
  }

  /** See {@link Builder#maxTimers}. */
  public int maxTimers() {
    return maxTimers;
  }

  /** See {@link Builder#maxRetained}. */
  public int maxRetained() {
    return maxRetained;
  }

  /** See {@link Builder#slot}. */
  public List<String> slots() {
    return slots;
  }

  /** Collects the declared properties. */
  public static final class Builder {
    /** A higher bound could hide a leak of the messages of R6. */
    private static final int MAX_RETAINED = RelayBounds.MESSAGES / 2;

    private Duration settleTime = Duration.ofSeconds(30);
    private double toleratedLoss;
    private boolean heartbeat;
    private boolean repairsPartitions;
    private int maxTimers = 64;
    private int maxRetained = 1_000;
    private final List<String> slots = new ArrayList<>();

    private Builder() {}

    /**
     * How long after the last message, in virtual time, it has reached every node and no more
     * frames are sent for it. The default is 30 s.
     */
    public Builder settleTime(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException("the settle time must be above zero, not " + value);
      }
      settleTime = value;
      return this;
    }

    /**
     * The share of datagrams that may be lost while every message still reaches every node. The
     * default is 0: the rule is skipped.
     *
     * @param share from 0 to 0.5; with a higher loss, links do not stay up
     */
    public Builder toleratedLoss(double share) {
      if (!(share >= 0 && share <= 0.5)) {
        throw new IllegalArgumentException(
            "the tolerated loss must be from 0 to 0.5, not " + share);
      }
      toleratedLoss = share;
      return this;
    }

    /** The strategy sends control frames even when there are no messages. */
    public Builder heartbeat() {
      heartbeat = true;
      return this;
    }

    /** Messages published during a partition reach the other side after it has healed. */
    public Builder repairsPartitions() {
      repairsPartitions = true;
      return this;
    }

    /** How many timers of a node may be pending at the settle time. The default 64 is a guess. */
    public Builder maxTimers(int count) {
      maxTimers = count;
      return this;
    }

    /**
     * How many more objects a strategy may hold after 10,000 messages than before, counting
     * everything reachable from its fields. The default 1,000 is a guess. A strategy with larger
     * bounds should make them configurable and set low bounds in {@code factory()}, so that the
     * rule can check that they work.
     *
     * @param count at most 5,000
     */
    public Builder maxRetained(int count) {
      if (count > MAX_RETAINED) {
        throw new IllegalArgumentException(
            count
                + " retained objects could hide a leak; set lower bounds for the strategy in"
                + " factory() and declare at most "
                + MAX_RETAINED);
      }
      maxRetained = count;
      return this;
    }

    /**
     * The strategy wraps another one, whose control frames use this slot of the plugin. {@code
     * factory()} decides which strategy is wrapped.
     *
     * @param name such as {@code relay.fluff}; for a slot of a strategy in a slot, the path, such
     *     as {@code relay.inner/relay.fluff}
     */
    public Builder slot(String name) {
      slots.add(name);
      return this;
    }

    /** Builds the traits. */
    public RelayTraits build() {
      return new RelayTraits(this);
    }
  }
}
