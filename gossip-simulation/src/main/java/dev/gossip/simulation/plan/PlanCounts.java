package dev.gossip.simulation.plan;

/**
 * How many nodes play which role in a run, by the shares of a plan and the number of its nodes.
 *
 * @param crashing crash before the first message
 * @param churning crash and restart repeatedly
 * @param cutOff are cut off by a partition
 * @param attacking attack
 * @param spying spy; without the identities of a supernode
 * @param publishing publish, in turn
 */
public record PlanCounts(
    int crashing, int churning, int cutOff, int attacking, int spying, int publishing) {}
